package dev.strata.engine.decode;

/**
 * What the raw logits of one position say: temperature 1, before penalties and masks.
 *
 * <p>Holds scratch memory; {@link #read} replaces what it says. One thread at a time.
 */
public final class RawDistribution {
    private static final int BLOCK = FloatBits.BLOCK;

    private final FloatBits bits = new FloatBits();
    private final Exponentials exponentials = new Exponentials();
    private final float[] blockMaxima;
    private float[] logits = new float[0];
    private float max;
    private double logSum;
    private double entropy;

    public RawDistribution(int vocabulary) {
        this.blockMaxima = new float[Math.ceilDiv(vocabulary, BLOCK)];
    }

    /** Reads the logits of a position; {@code row} must not change while this is asked. */
    public void read(float[] row) {
        logits = row;
        max = Float.NEGATIVE_INFINITY;
        for (int block = 0; block < blockMaxima.length; block++) {
            int from = block * BLOCK;
            blockMaxima[block] = bits.largest(row, from, Math.min(BLOCK, row.length - from));
            max = Math.max(max, blockMaxima[block]);
        }
        exponentials.add(row, max, 1);
        logSum = Math.log(exponentials.sum());
        entropy = logSum - exponentials.moment() / exponentials.sum();
    }

    /** The most likely id; the smallest of several. */
    public int mostLikely() {
        for (int block = 0; block < blockMaxima.length; block++) {
            if (blockMaxima[block] == max) {
                int id = block * BLOCK;
                while (logits[id] != max) {
                    id++;
                }
                return id;
            }
        }
        return 0; // a logit is NaN
    }

    /** Natural logarithm of the probability of {@code id}. */
    public float logprob(int id) {
        return (float) (logits[id] - max - logSum);
    }

    /** In nats. */
    public float entropy() {
        return (float) Math.max(0, entropy);
    }

    /** The {@code count} most likely ids, most likely first, smaller ids first among equals. */
    public int[] top(int count) {
        int[] ids = new int[Math.min(count, logits.length)];
        int found = 0;
        for (int block = 0; block < blockMaxima.length; block++) {
            if (found == ids.length
                    && (found == 0 || blockMaxima[block] <= logits[ids[found - 1]])) {
                continue;
            }
            int end = Math.min(logits.length, (block + 1) * BLOCK);
            for (int id = block * BLOCK; id < end; id++) {
                if (found < ids.length || logits[id] > logits[ids[found - 1]]) {
                    found = insert(ids, found, id);
                }
            }
        }
        return ids;
    }

    private int insert(int[] ids, int found, int id) {
        int at = Math.min(found, ids.length - 1);
        while (at > 0 && logits[id] > logits[ids[at - 1]]) {
            ids[at] = ids[at - 1];
            at--;
        }
        ids[at] = id;
        return Math.min(found + 1, ids.length);
    }
}
