package dev.strata.feed.near;

/** Makes of texts what {@link NearDuplicates} compares. One thread; buffers are kept. */
public final class Signer {
    private final Shingles shingles;
    private final MinHash minHash;

    public Signer(NearSettings settings) {
        shingles = new Shingles(settings.shingleWords());
        minHash = new MinHash(settings);
    }

    /**
     * Signs a text.
     *
     * @param score of a cluster the best-scored text is kept, the first of equals
     */
    public SignedText sign(String text, float score) {
        return sign(shingles.of(text), score);
    }

    /** Signs a text whose shingles are known; {@code set} is sorted, each once. */
    SignedText sign(int[] set, float score) {
        return new SignedText(set, set.length == 0 ? new long[0] : minHash.bandKeys(set), score);
    }
}
