package dev.strata.router.difficulty;

import java.util.Arrays;
import java.util.List;

/**
 * The words and pairs of words of a prompt, as hashes.
 *
 * @param hashes each once, ascending
 * @param counts how often each came, as 1 + ln
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Grams(int[] hashes, float[] counts) {
    private static final int FNV = 0x811C9DC5;
    private static final int PRIME = 0x01000193;

    static Grams of(List<String> tokens) {
        int[] all = new int[Math.max(0, 2 * tokens.size() - 1)];
        int next = 0;
        int before = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (i > 0) {
                all[next++] = mixed(hash(before, token));
            }
            int word = hash(FNV, token);
            all[next++] = mixed(word);
            before = hash(word, " ");
        }
        Arrays.sort(all);
        int[] hashes = distinct(all);
        float[] counts = new float[hashes.length];
        int at = 0;
        for (int i = 0; i < hashes.length; i++) {
            int start = at;
            while (at < all.length && all[at] == hashes[i]) {
                at++;
            }
            counts[i] = (float) (1 + Math.log(at - start));
        }
        return new Grams(hashes, counts);
    }

    /** Of numbers in ascending order, each once. */
    private static int[] distinct(int[] sorted) {
        int[] once = new int[sorted.length];
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                once[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(once, count);
    }

    /** FNV-1a over the characters of {@code text}, going on from {@code hash}. */
    private static int hash(int hash, String text) {
        int next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * PRIME;
        }
        return next;
    }

    /** The finaliser of MurmurHash3: short words differ in all bits. */
    private static int mixed(int hash) {
        int h = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
