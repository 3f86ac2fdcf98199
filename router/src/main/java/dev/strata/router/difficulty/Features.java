package dev.strata.router.difficulty;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the model sees of a prompt: a few dense numbers of about 0 to 2, and hashed n-grams.
 *
 * @param dense one for each of {@link #NAMES}
 * @param grams of its words and of their characters
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Features(double[] dense, Grams grams) {
    /** The dense features, in order. */
    static final List<String> NAMES =
            List.of(
                    "bias",
                    "words",
                    "lines",
                    "sentences",
                    "numbers",
                    "math-symbols",
                    "code-symbols",
                    "options",
                    "questions",
                    "short",
                    "long",
                    "long-words",
                    "quoted",
                    "reason",
                    "code",
                    "constraint",
                    "compose",
                    "transform",
                    "trivial",
                    "fact",
                    "brief",
                    "mathematics",
                    "reason-short",
                    "compose-code",
                    "length",
                    "digits",
                    "math-share",
                    "code-share",
                    "comma-share",
                    "sentence-share",
                    "capitals",
                    "word-length",
                    "longest-word",
                    "distinct-words",
                    "option-count",
                    "option-length",
                    "longest-option",
                    "option-range",
                    "numeric-options",
                    "stem-length",
                    "stem-asks",
                    "stem-opens",
                    "stem-states",
                    "stem-sentence");

    /** The features of {@link #NAMES} that trees ask about. */
    static final int[] INPUTS =
            IntStream.concat(
                            IntStream.range(1, NAMES.indexOf("reason")),
                            IntStream.range(NAMES.indexOf("length"), NAMES.size()))
                    .toArray();

    private static final int LONGEST = 32_768;
    private static final BitSet LINE_ENDS = chars("\n");
    private static final BitSet SENTENCE_ENDS = chars(".!;。！；");
    private static final BitSet MATH_SYMBOLS = chars("=+*/^<>∑∫√≤≥×÷π%");
    private static final BitSet CODE_SYMBOLS = chars("{}()[];`_");
    private static final BitSet QUESTION_MARKS = chars("?？");
    private static final BitSet COMMAS = chars(",，");
    private static final BitSet QUOTATION_MARKS = chars("\"“”「」");

    /** What trees ask about: how the prompt is built, not which words of the lexicon it has. */
    float[] inputs() {
        float[] inputs = new float[INPUTS.length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) dense[INPUTS[i]];
        }
        return inputs;
    }

    static Features of(String text) {
        String head = head(text);
        String lower = head.toLowerCase(Locale.ROOT);
        Words words = Words.of(lower);
        double[] dense = new double[NAMES.size()];
        Stem stem = Stem.of(lower);
        measureShape(lower, words, stem, dense);
        measureLexicon(words, dense);
        measureQuestion(head, stem, words, dense);
        dense[NAMES.indexOf("reason-short")] =
                dense[NAMES.indexOf("reason")] * dense[NAMES.indexOf("short")];
        dense[NAMES.indexOf("compose-code")] =
                Math.min(1, dense[NAMES.indexOf("compose")] * dense[NAMES.indexOf("code")]);
        return new Features(dense, Grams.of(words.tokens()));
    }

    /** A very long prompt is judged by its beginning and its end, where the question stands. */
    private static String head(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2)
                        + "\n"
                        + text.substring(text.length() - LONGEST / 2);
    }

    private static void measureShape(String lower, Words words, Stem stem, double[] dense) {
        double count = words.count();
        dense[0] = 1;
        dense[1] = Math.log1p(count) / 4;
        dense[2] = Math.log1p(count(lower, LINE_ENDS)) / 2;
        dense[3] = Math.log1p(count(lower, SENTENCE_ENDS)) / 2;
        dense[4] = Math.log1p(words.tokens().stream().filter("0"::equals).count()) / 2;
        dense[5] = Math.log1p(count(lower, MATH_SYMBOLS)) / 2;
        dense[6] = Math.log1p(count(lower, CODE_SYMBOLS)) / 2;
        dense[7] = Math.min(1, stem.options().size() / 4.0);
        dense[8] = Math.log1p(count(lower, QUESTION_MARKS)) / 2;
        dense[9] = Math.max(0, 1 - count / 12);
        dense[10] = Math.min(2, Math.max(0, (count - 60) / 100));
        long longWords = words.tokens().stream().filter(word -> word.length() > 8).count();
        dense[11] = 4.0 * longWords / Math.max(4, words.tokens().size());
        dense[12] = Math.log1p(count(lower, QUOTATION_MARKS)) / 2;
    }

    /** How the question is put: its characters, its words, its stem, its options. */
    private static void measureQuestion(String text, Stem stem, Words words, double[] dense) {
        List<String> tokens = words.tokens();
        double size = Math.max(1, tokens.size());
        double length = Math.max(1, tokens.stream().mapToInt(String::length).sum());
        double root = Math.sqrt(length);
        int[] lengths = stem.lengths();
        Words ofStem = Words.of(stem.text());
        int at = NAMES.indexOf("length");
        dense[at++] = Math.log1p(length) / 4;
        dense[at++] = share(text, Character::isDigit, length);
        dense[at++] = count(text, MATH_SYMBOLS) / root;
        dense[at++] = count(text, CODE_SYMBOLS) / root;
        dense[at++] = count(text, COMMAS) / size;
        dense[at++] = count(text, SENTENCE_ENDS) / size;
        dense[at++] = share(text, Character::isUpperCase, length);
        dense[at++] = length / size / 8;
        dense[at++] = tokens.stream().mapToInt(String::length).max().orElse(0) / 16.0;
        dense[at++] = new HashSet<>(tokens).size() / size;
        dense[at++] = stem.options().size() / 4.0;
        dense[at++] = Math.log1p(lengths[0]) / 4;
        dense[at++] = Math.log1p(lengths[1]) / 4;
        dense[at++] = Math.log1p(lengths[2]) / 4;
        dense[at++] = stem.numeric();
        dense[at++] = Math.log1p(ofStem.count()) / 4;
        dense[at++] = stem.endsWith("?？") ? 1 : 0;
        dense[at++] = stem.endsWith(":：") ? 1 : 0;
        dense[at++] = stem.endsWith(".。") ? 1 : 0;
        dense[at] = ofStem.count() / (1 + count(stem.text(), SENTENCE_ENDS)) / 32;
    }

    private static double share(String text, IntPredicate isCounted, double length) {
        return text.chars().filter(isCounted).count() / length;
    }

    private static void measureLexicon(Words words, double[] dense) {
        int[] found = Phrases.found(words.tokens());
        for (int group = 0; group < found.length; group++) {
            dense[13 + group] = Math.log1p(found[group]);
        }
    }

    private static BitSet chars(String chars) {
        BitSet set = new BitSet();
        chars.chars().forEach(set::set);
        return set;
    }

    private static int count(String text, BitSet wanted) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (wanted.get(text.charAt(i))) {
                count++;
            }
        }
        return count;
    }
}
