package dev.strata.router.difficulty;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * What the model sees of a prompt: a few dense numbers of about 0 to 2, and hashed word n-grams.
 *
 * @param dense one for each of {@link #NAMES}
 * @param buckets of the n-grams, each once
 * @param weights of the buckets; their squares sum to 1
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Features(double[] dense, int[] buckets, double[] weights) {
    /** Buckets of n-grams. */
    static final int BUCKETS = 8192;

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
                    "compose-code");

    private static final int LONGEST = 65_536;
    private static final BitSet LINE_ENDS = chars("\n");
    private static final BitSet SENTENCE_ENDS = chars(".!;。！；");
    private static final BitSet MATH_SYMBOLS = chars("=+*/^<>∑∫√≤≥×÷π%");
    private static final BitSet CODE_SYMBOLS = chars("{}()[];`_");
    private static final BitSet QUESTION_MARKS = chars("?？");
    private static final BitSet QUOTATION_MARKS = chars("\"“”「」");

    static Features of(String text) {
        String lower = head(text).toLowerCase(Locale.ROOT);
        Words words = Words.of(lower);
        double[] dense = new double[NAMES.size()];
        measureShape(lower, words, dense);
        measureLexicon(words, dense);
        dense[NAMES.indexOf("reason-short")] =
                dense[NAMES.indexOf("reason")] * dense[NAMES.indexOf("short")];
        dense[NAMES.indexOf("compose-code")] =
                Math.min(1, dense[NAMES.indexOf("compose")] * dense[NAMES.indexOf("code")]);
        int[] sorted = buckets(words.tokens());
        int[] distinct = distinct(sorted);
        return new Features(dense, distinct, weights(sorted, distinct));
    }

    /** A very long prompt is judged by its beginning and its end, where the question stands. */
    private static String head(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2)
                        + "\n"
                        + text.substring(text.length() - LONGEST / 2);
    }

    private static void measureShape(String lower, Words words, double[] dense) {
        double count = words.count();
        dense[0] = 1;
        dense[1] = Math.log1p(count) / 4;
        dense[2] = Math.log1p(count(lower, LINE_ENDS)) / 2;
        dense[3] = Math.log1p(count(lower, SENTENCE_ENDS)) / 2;
        dense[4] = Math.log1p(words.tokens().stream().filter("0"::equals).count()) / 2;
        dense[5] = Math.log1p(count(lower, MATH_SYMBOLS)) / 2;
        dense[6] = Math.log1p(count(lower, CODE_SYMBOLS)) / 2;
        dense[7] = Math.min(1, options(lower) / 4.0);
        dense[8] = Math.log1p(count(lower, QUESTION_MARKS)) / 2;
        dense[9] = Math.max(0, 1 - count / 12);
        dense[10] = Math.min(2, Math.max(0, (count - 60) / 100));
        long longWords = words.tokens().stream().filter(word -> word.length() > 8).count();
        dense[11] = 4.0 * longWords / Math.max(4, words.tokens().size());
        dense[12] = Math.log1p(count(lower, QUOTATION_MARKS)) / 2;
    }

    private static void measureLexicon(Words words, double[] dense) {
        int[] found = Phrases.found(words.tokens());
        for (int group = 0; group < found.length; group++) {
            dense[13 + group] = Math.log1p(found[group]);
        }
    }

    /** Lines that begin as a choice does: a letter or a number, then a point or a bracket. */
    private static int options(String lower) {
        int options = 0;
        for (String line : lower.split("\n", -1)) {
            String start = line.strip();
            if (start.length() > 2
                    && Character.isLetterOrDigit(start.charAt(0))
                    && (start.charAt(1) == '.'
                            || start.charAt(1) == ')'
                            || start.charAt(1) == '、')) {
                options++;
            }
        }
        return options;
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

    /** Buckets of all words and pairs of words, in order; one that several fall into repeats. */
    private static int[] buckets(List<String> tokens) {
        int[] buckets = new int[Math.max(0, 2 * tokens.size() - 1)];
        int next = 0;
        int pair = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (i > 0) {
                buckets[next++] = folded(hash(pair, token));
            }
            int word = hash(0x811C9DC5, token);
            buckets[next++] = folded(word);
            pair = hash(word, " ");
        }
        Arrays.sort(buckets);
        return buckets;
    }

    private static int[] distinct(int[] sorted) {
        return Arrays.stream(sorted).distinct().toArray();
    }

    /** The weight of each distinct bucket: it grows with the logarithm of its count. */
    private static double[] weights(int[] sorted, int[] distinct) {
        double[] weights = new double[distinct.length];
        double squares = 0;
        int at = 0;
        for (int i = 0; i < distinct.length; i++) {
            int count = 0;
            for (; at < sorted.length && sorted[at] == distinct[i]; at++) {
                count++;
            }
            weights[i] = 1 + Math.log(count);
            squares += weights[i] * weights[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= length;
        }
        return weights;
    }

    /** FNV-1a over the characters of {@code text}, going on from {@code hash}. */
    private static int hash(int hash, String text) {
        int next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * 0x01000193;
        }
        return next;
    }

    private static int folded(int hash) {
        return ((hash >>> 16) ^ hash) & (BUCKETS - 1);
    }
}
