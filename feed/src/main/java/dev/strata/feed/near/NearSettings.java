package dev.strata.feed.near;

/**
 * What a near-duplicate is.
 *
 * @param shingleWords words of one shingle
 * @param bands of a signature; texts that agree in one band are compared
 * @param rows hashes of one band
 * @param threshold Jaccard of the sets of shingles from which two texts are near-duplicates
 * @param seed of the hashes
 */
public record NearSettings(int shingleWords, int bands, int rows, double threshold, long seed) {
    /** Words of five, 20 bands of 6: finds .998 of all pairs at a Jaccard of .8. */
    public static final NearSettings STANDARD = new NearSettings(5, 20, 6, 0.8, 20_261_001L);

    public NearSettings {
        if (shingleWords < 1 || bands < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "near-duplicates need words, bands and rows: expected at least 1 each, got %d, %d and %d"
                            .formatted(shingleWords, bands, rows));
        }
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "threshold '%s' is no Jaccard: expected more than 0 and at most 1"
                            .formatted(threshold));
        }
    }
}
