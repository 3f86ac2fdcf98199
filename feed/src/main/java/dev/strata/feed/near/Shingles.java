package dev.strata.feed.near;

import java.util.Arrays;

/**
 * Turns a text into the set of its shingles: hashes of so many words on end, sorted, each once. A
 * text of fewer words than a shingle has is one shingle. One thread; the buffers are kept between
 * calls.
 */
public final class Shingles {
    private final int width;
    private final Words words = new Words();

    /**
     * @param width words of one shingle
     */
    public Shingles(int width) {
        this.width = width;
    }

    /** The shingles of {@code text}; empty where it has no word. */
    public int[] of(String text) {
        words.read(text);
        if (words.count() == 0) {
            return new int[0];
        }
        int[] shingles = new int[Math.max(1, words.count() - width + 1)];
        for (int i = 0; i < shingles.length; i++) {
            shingles[i] = (int) (words.hash(i, Math.min(width, words.count())) >>> 32);
        }
        Arrays.sort(shingles);
        return distinct(shingles);
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
