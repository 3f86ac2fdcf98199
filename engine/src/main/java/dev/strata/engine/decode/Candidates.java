package dev.strata.engine.decode;

import dev.strata.engine.Sampling;
import java.util.Arrays;

/** Draws from the adjusted logits after top-k, top-p and min-p. One thread at a time. */
final class Candidates {
    /** Less counts as this: nothing but the most likely token is left at it. */
    private static final float LEAST_TEMPERATURE = 1e-6f;

    private final FloatBits bits = new FloatBits();
    private final Exponentials exponentials = new Exponentials();
    private int[] ids = new int[256];
    private double[] weights = new double[256];
    private int count;

    /**
     * Chooses an id.
     *
     * @param logits adjusted; not all are -infinity
     * @param uniform from 0 to below 1
     */
    int draw(float[] logits, Sampling sampling, double uniform) {
        float max = largest(logits);
        float scale = 1 / Math.max(LEAST_TEMPERATURE, (float) sampling.temperature());
        exponentials.add(logits, max, scale);
        double total = exponentials.sum();
        if (sampling.topK() == 0 && sampling.topP() == 1 && sampling.minP() == 0) {
            return drawFromAll(logits, max, scale, uniform * total);
        }
        gather(logits, max, scale, sampling, total);
        sort();
        int kept = cut(sampling, total);
        return drawFromKept(kept, uniform);
    }

    private float largest(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (int from = 0; from < logits.length; from += FloatBits.BLOCK) {
            int count = Math.min(FloatBits.BLOCK, logits.length - from);
            max = Math.max(max, bits.largest(logits, from, count));
        }
        return max;
    }

    private static int drawFromAll(float[] logits, float max, float scale, double target) {
        double reached = 0;
        int last = 0;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > Float.NEGATIVE_INFINITY) {
                reached += Exponentials.exp((logits[id] - max) * scale);
                last = id;
                if (reached > target) {
                    return id;
                }
            }
        }
        return last;
    }

    /*
     * Few tokens hold nearly all the probability, so only those over a threshold are gathered and
     * sorted; the threshold falls until they hold what top-k and top-p ask for.
     */
    private void gather(float[] logits, float max, float scale, Sampling sampling, double total) {
        double threshold = Math.max(1e-4, sampling.minP());
        while (true) {
            double held = gatherOver(logits, max, scale, threshold);
            boolean enough =
                    held >= sampling.topP() * total
                            || (sampling.topK() > 0 && count >= sampling.topK());
            if (enough || threshold <= Math.max(sampling.minP(), 1e-12)) {
                return;
            }
            threshold = Math.max(threshold * 1e-2, sampling.minP());
            threshold = threshold < 1e-10 ? 0 : threshold;
        }
    }

    private double gatherOver(float[] logits, float max, float scale, double threshold) {
        count = 0;
        double held = 0;
        float least =
                threshold == 0
                        ? -Float.MAX_VALUE
                        : (float) (max + Math.log(threshold) / scale - 1e-6 * Math.abs(max));
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] >= least) {
                double weight = Exponentials.exp((logits[id] - max) * scale);
                if (weight >= threshold) {
                    add(id, weight);
                    held += weight;
                }
            }
        }
        return held;
    }

    private void add(int id, double weight) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
        }
        ids[count] = id;
        weights[count++] = weight;
    }

    /** Most likely first, smaller ids first among equals. */
    private void sort() {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = ((long) ~Float.floatToRawIntBits((float) weights[i]) << 32) | i;
        }
        Arrays.sort(keys);
        int[] sortedIds = new int[ids.length];
        double[] sortedWeights = new double[weights.length];
        for (int i = 0; i < count; i++) {
            int from = (int) keys[i];
            sortedIds[i] = ids[from];
            sortedWeights[i] = weights[from];
        }
        ids = sortedIds;
        weights = sortedWeights;
    }

    private int cut(Sampling sampling, double total) {
        int kept = sampling.topK() == 0 ? count : Math.min(count, sampling.topK());
        double mass = total;
        if (kept < count || (sampling.topK() > 0 && kept == sampling.topK())) {
            mass = 0; // top-p is a share of what top-k left
            for (int i = 0; i < kept; i++) {
                mass += weights[i];
            }
        }
        double reached = 0;
        for (int i = 0; i < kept; i++) {
            if (i > 0 && (reached >= sampling.topP() * mass || weights[i] < sampling.minP())) {
                return i;
            }
            reached += weights[i];
        }
        return kept;
    }

    private int drawFromKept(int kept, double uniform) {
        double mass = 0;
        for (int i = 0; i < kept; i++) {
            mass += weights[i];
        }
        double reached = 0;
        for (int i = 0; i < kept; i++) {
            reached += weights[i];
            if (reached > uniform * mass) {
                return ids[i];
            }
        }
        return ids[kept - 1];
    }
}
