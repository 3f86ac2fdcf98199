package dev.strata.router.difficulty;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
        Map<Integer, Double> grams = grams(words.tokens());
        return new Features(dense, keys(grams), values(grams));
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
        dense[2] = Math.log1p(count(lower, "\n")) / 2;
        dense[3] = Math.log1p(count(lower, ".!;。！；")) / 2;
        dense[4] = Math.log1p(words.tokens().stream().filter("0"::equals).count()) / 2;
        dense[5] = Math.log1p(count(lower, "=+*/^<>∑∫√≤≥×÷π%")) / 2;
        dense[6] = Math.log1p(count(lower, "{}()[];`_")) / 2;
        dense[7] = Math.min(1, options(lower) / 4.0);
        dense[8] = Math.log1p(count(lower, "?？")) / 2;
        dense[9] = Math.max(0, 1 - count / 12);
        dense[10] = Math.min(2, Math.max(0, (count - 60) / 100));
        long longWords = words.tokens().stream().filter(word -> word.length() > 8).count();
        dense[11] = 4.0 * longWords / Math.max(4, words.tokens().size());
        dense[12] = Math.log1p(count(lower, "\"“”「」")) / 2;
    }

    private static void measureLexicon(Words words, double[] dense) {
        String spaced = spaced(words.tokens());
        for (Lexicon group : Lexicon.values()) {
            int found = 0;
            for (String word : group.words()) {
                if (spaced.contains(spaced(Words.of(word).tokens()))) {
                    found++;
                }
            }
            dense[13 + group.ordinal()] = Math.log1p(found);
        }
    }

    private static String spaced(List<String> tokens) {
        return " " + String.join(" ", tokens) + " ";
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

    private static int count(String text, String wanted) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (wanted.indexOf(text.charAt(i)) >= 0) {
                count++;
            }
        }
        return count;
    }

    private static Map<Integer, Double> grams(List<String> tokens) {
        Map<Integer, Double> counts = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            counts.merge(bucket(tokens.get(i)), 1.0, Double::sum);
            if (i > 0) {
                counts.merge(bucket(tokens.get(i - 1) + " " + tokens.get(i)), 1.0, Double::sum);
            }
        }
        counts.replaceAll((_, count) -> 1 + Math.log(count));
        double squares = counts.values().stream().mapToDouble(v -> v * v).sum();
        counts.replaceAll((_, value) -> value / Math.sqrt(squares));
        return counts;
    }

    /** FNV-1a over the gram's characters, folded. */
    private static int bucket(String gram) {
        int hash = 0x811C9DC5;
        for (int i = 0; i < gram.length(); i++) {
            hash = (hash ^ gram.charAt(i)) * 0x01000193;
        }
        return ((hash >>> 16) ^ hash) & (BUCKETS - 1);
    }

    private static int[] keys(Map<Integer, Double> grams) {
        int[] keys = grams.keySet().stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(keys);
        return keys;
    }

    private static double[] values(Map<Integer, Double> grams) {
        return Arrays.stream(keys(grams)).mapToDouble(grams::get).toArray();
    }
}
