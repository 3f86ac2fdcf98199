package dev.strata.feed.near;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * MinHash signatures cut into bands. The hash of row j is a multiplication by an odd number and an
 * addition, modulo 2^32, of shingles that are well mixed already: a permutation, and one that the
 * compiler turns into vector instructions. Immutable and thread-safe.
 *
 * <p>Source: Broder, On the resemblance and containment of documents, 1997.
 */
public final class MinHash {
    private final int bands;
    private final int rows;
    private final int[] factors;
    private final int[] terms;

    public MinHash(NearSettings settings) {
        bands = settings.bands();
        rows = settings.rows();
        factors = new int[bands * rows];
        terms = new int[bands * rows];
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (int j = 0; j < factors.length; j++) {
            factors[j] = random.nextInt() | 1;
            terms[j] = random.nextInt();
        }
    }

    /**
     * One key for each band; two texts are compared where the keys of one band agree.
     *
     * @param shingles a set, not empty
     */
    public long[] bandKeys(int[] shingles) {
        int[] signature = signature(shingles);
        long[] keys = new long[bands];
        for (int band = 0; band < bands; band++) {
            long key = band + 1;
            for (int row = 0; row < rows; row++) {
                key = (key ^ signature[band * rows + row]) * 0xFF51_AFD7_ED55_8CCDL;
                key ^= key >>> 32;
            }
            keys[band] = key;
        }
        return keys;
    }

    int[] signature(int[] shingles) {
        int[] signature = new int[factors.length];
        Arrays.fill(signature, Integer.MAX_VALUE);
        for (int shingle : shingles) {
            for (int j = 0; j < signature.length; j++) {
                signature[j] = Math.min(signature[j], factors[j] * shingle + terms[j]);
            }
        }
        return signature;
    }
}
