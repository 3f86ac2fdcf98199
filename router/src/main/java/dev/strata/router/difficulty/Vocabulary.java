package dev.strata.router.difficulty;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words and pairs that a model knows, and how rare each is: in twentieths of ln((1 + rows) / (1
 * + rows that have it)) + 1.
 *
 * @param hashes ascending
 * @param rarity one for each, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Vocabulary(int[] hashes, byte[] rarity) {
    private static final int MOST_TERMS = 1 << 16;
    private static final int LEAST_ROWS = 2;
    private static final double UNIT = 1 / 20.0;
    private static final int MOST = 255;

    /**
     * The part of a prompt that a vocabulary knows.
     *
     * @param terms indices into the vocabulary
     * @param weights their squares sum to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
    record Known(int[] terms, float[] weights) {}

    /** What at least two rows have; the most frequent, where it is too much. */
    static Vocabulary of(List<Grams> rows) {
        Map<Integer, Integer> having = new HashMap<>();
        for (Grams row : rows) {
            for (int hash : row.hashes()) {
                having.merge(hash, 1, Integer::sum);
            }
        }
        int[] hashes =
                having.entrySet().stream()
                        .filter(entry -> entry.getValue() >= LEAST_ROWS)
                        .sorted(
                                Map.Entry.<Integer, Integer>comparingByValue(
                                                Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_TERMS)
                        .mapToInt(Map.Entry::getKey)
                        .sorted()
                        .toArray();
        byte[] rarity = new byte[hashes.length];
        for (int i = 0; i < rarity.length; i++) {
            double value =
                    Math.log((1.0 + rows.size()) / (1 + having.getOrDefault(hashes[i], 0))) + 1;
            rarity[i] = (byte) Math.min(MOST, Math.round(value / UNIT));
        }
        return new Vocabulary(hashes, rarity);
    }

    int size() {
        return hashes.length;
    }

    Known known(Grams grams) {
        int[] terms = new int[grams.hashes().length];
        float[] weights = new float[terms.length];
        int size = 0;
        double squares = 1e-12;
        for (int i = 0; i < terms.length; i++) {
            int term = Arrays.binarySearch(hashes, grams.hashes()[i]);
            if (term >= 0) {
                terms[size] = term;
                weights[size] = (float) (grams.counts()[i] * (rarity[term] & MOST) * UNIT);
                squares += weights[size] * weights[size];
                size++;
            }
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < size; i++) {
            weights[i] *= scale;
        }
        return new Known(Arrays.copyOf(terms, size), Arrays.copyOf(weights, size));
    }
}
