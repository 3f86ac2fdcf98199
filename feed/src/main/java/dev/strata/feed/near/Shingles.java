package dev.strata.feed.near;

import java.util.Arrays;

/**
 * Turns a text into the set of its shingles: hashes of so many words on end, sorted, each once.
 *
 * <p>A word is a run of letters and digits, in lower case; a Chinese or Japanese character is a
 * word of its own. A text of fewer words than a shingle has is one shingle. One thread; the buffers
 * are kept between calls.
 */
public final class Shingles {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int ASCII = 128;

    private final int words;
    private long[] hashes = new long[256];
    private int count;

    public Shingles(int words) {
        this.words = words;
    }

    /** The shingles of {@code text}; empty where it has no word. */
    public int[] of(String text) {
        hashWords(text);
        if (count == 0) {
            return new int[0];
        }
        int length = Math.max(1, count - words + 1);
        int width = Math.min(words, count);
        int[] shingles = new int[length];
        for (int i = 0; i < length; i++) {
            long hash = 0;
            for (int k = i; k < i + width; k++) {
                hash = (hash ^ hashes[k]) * MULTIPLIER;
                hash ^= hash >>> 29;
            }
            shingles[i] = (int) (hash >>> 32);
        }
        Arrays.sort(shingles);
        return distinct(shingles);
    }

    private void hashWords(String text) {
        count = 0;
        long hash = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alone = c >= ASCII && standsAlone(c);
            if (inWord && (alone || !isPart(c))) {
                add(hash);
                inWord = false;
                hash = 0;
            }
            if (alone) {
                add((c + 1) * MULTIPLIER);
            } else if (isPart(c)) {
                inWord = true;
                hash = (hash ^ lower(c)) * MULTIPLIER;
                hash ^= hash >>> 32;
            }
        }
        if (inWord) {
            add(hash);
        }
    }

    private void add(long hash) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = hash;
    }

    private static boolean isPart(char c) {
        if (c < ASCII) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static char lower(char c) {
        if (c < ASCII) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    /** Scripts that put no spaces between words. */
    private static boolean standsAlone(char c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x3040 && c <= 0x30FF);
    }

    private static int[] distinct(int[] sorted) {
        int kept = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != sorted[i - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
    }
}
