package dev.strata.feed.near;

import java.util.Arrays;

/**
 * The words of a text as hashes: runs of letters and digits in lower case; a Chinese or Japanese
 * character is a word of its own. One thread; the buffer is kept between calls.
 */
public final class Words {
    static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int ASCII = 128;

    private long[] hashes = new long[256];
    private int count;

    /** Takes another text; {@link #count} and {@link #hash} are of this one from now on. */
    public void read(String text) {
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

    /** How many words. */
    public int count() {
        return count;
    }

    /** Hash of {@code width} words from number {@code first} on. */
    public long hash(int first, int width) {
        long hash = 0;
        for (int k = first; k < first + width; k++) {
            hash = (hash ^ hashes[k]) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        return hash;
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
}
