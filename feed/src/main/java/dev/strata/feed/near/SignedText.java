package dev.strata.feed.near;

import java.io.Serializable;

/** A text as its set of shingles, with the band keys that follow from them, and its score. */
public final class SignedText implements Serializable {
    private static final long serialVersionUID = 1L;

    final int[] shingles;
    final long[] keys;
    final float score;

    SignedText(int[] shingles, long[] keys, float score) {
        this.shingles = shingles;
        this.keys = keys;
        this.score = score;
    }
}
