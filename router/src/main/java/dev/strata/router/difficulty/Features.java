package dev.strata.router.difficulty;

import dev.strata.router.difficulty.Marks.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    /** The features of {@link #NAMES} that count the lexicon's words. */
    static final int[] SAID =
            IntStream.range(NAMES.indexOf("reason"), NAMES.indexOf("length")).toArray();

    private static final int LONGEST = 32_768;
    private static final int LEXICON = NAMES.indexOf("reason");
    private static final int SHORT = NAMES.indexOf("short");
    private static final int COMPOSE = NAMES.indexOf("compose");
    private static final int CODE = NAMES.indexOf("code");
    private static final int REASON_SHORT = NAMES.indexOf("reason-short");
    private static final int COMPOSE_CODE = NAMES.indexOf("compose-code");
    private static final int QUESTION = NAMES.indexOf("length");
    private static final int STEM_SENTENCE = NAMES.indexOf("stem-sentence");

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
        Marks marks = Marks.of(lower);
        measureShape(marks, words, stem, dense);
        measureLexicon(words, dense);
        Marks inStem = stem.options().isEmpty() ? marks : Marks.of(stem.text());
        dense[STEM_SENTENCE] =
                measureQuestion(Marks.of(head), stem, words, dense)
                        / (1 + inStem.count(Kind.SENTENCE_END))
                        / 32;
        dense[REASON_SHORT] = dense[LEXICON] * dense[SHORT];
        dense[COMPOSE_CODE] = Math.min(1, dense[COMPOSE] * dense[CODE]);
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

    private static void measureShape(Marks marks, Words words, Stem stem, double[] dense) {
        double count = words.count();
        int numbers = 0;
        int longWords = 0;
        for (String word : words.tokens()) {
            numbers += word.equals("0") ? 1 : 0;
            longWords += word.length() > 8 ? 1 : 0;
        }
        dense[0] = 1;
        dense[1] = Math.log1p(count) / 4;
        dense[2] = Math.log1p(marks.count(Kind.LINE_END)) / 2;
        dense[3] = Math.log1p(marks.count(Kind.SENTENCE_END)) / 2;
        dense[4] = Math.log1p(numbers) / 2;
        dense[5] = Math.log1p(marks.count(Kind.MATH)) / 2;
        dense[6] = Math.log1p(marks.count(Kind.CODE)) / 2;
        dense[7] = Math.min(1, stem.options().size() / 4.0);
        dense[8] = Math.log1p(marks.count(Kind.QUESTION)) / 2;
        dense[9] = Math.max(0, 1 - count / 12);
        dense[10] = Math.min(2, Math.max(0, (count - 60) / 100));
        dense[11] = 4.0 * longWords / Math.max(4, words.tokens().size());
        dense[12] = Math.log1p(marks.count(Kind.QUOTATION)) / 2;
    }

    /**
     * How the question is put: its characters, its words, its stem, its options.
     *
     * @return words of the stem
     */
    private static double measureQuestion(Marks marks, Stem stem, Words words, double[] dense) {
        List<String> tokens = words.tokens();
        int characters = 0;
        int longest = 0;
        for (String token : tokens) {
            characters += token.length();
            longest = Math.max(longest, token.length());
        }
        double size = Math.max(1, tokens.size());
        double length = Math.max(1, characters);
        double root = Math.sqrt(length);
        int[] lengths = stem.lengths();
        double ofStem = (stem.options().isEmpty() ? words : Words.of(stem.text())).count();
        int at = QUESTION;
        dense[at++] = Math.log1p(length) / 4;
        dense[at++] = marks.count(Kind.DIGIT) / length;
        dense[at++] = marks.count(Kind.MATH) / root;
        dense[at++] = marks.count(Kind.CODE) / root;
        dense[at++] = marks.count(Kind.COMMA) / size;
        dense[at++] = marks.count(Kind.SENTENCE_END) / size;
        dense[at++] = marks.count(Kind.CAPITAL) / length;
        dense[at++] = length / size / 8;
        dense[at++] = longest / 16.0;
        dense[at++] = new HashSet<>(tokens).size() / size;
        dense[at++] = stem.options().size() / 4.0;
        dense[at++] = Math.log1p(lengths[0]) / 4;
        dense[at++] = Math.log1p(lengths[1]) / 4;
        dense[at++] = Math.log1p(lengths[2]) / 4;
        dense[at++] = stem.numeric();
        dense[at++] = Math.log1p(ofStem) / 4;
        dense[at++] = stem.endsWith("?？") ? 1 : 0;
        dense[at++] = stem.endsWith(":：") ? 1 : 0;
        dense[at] = stem.endsWith(".。") ? 1 : 0;
        return ofStem;
    }

    private static void measureLexicon(Words words, double[] dense) {
        int[] found = Phrases.found(words.tokens());
        for (int group = 0; group < found.length; group++) {
            dense[LEXICON + group] = Math.log1p(found[group]);
        }
    }
}
