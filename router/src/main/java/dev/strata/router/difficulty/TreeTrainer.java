package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits {@link Trees} to what a first guess leaves over, by gradient boosting of squared errors;
 * deterministic. Each tree sees half of the rows; each feature is cut into at most 32 equally
 * filled bins.
 */
final class TreeTrainer {
    /** Most trees. */
    static final int TREES = 300;

    private static final int BINS = 32;
    private static final double RATE = .015;
    private static final double PENALTY = 10;
    private static final double LEAST_ROWS = 30;
    private static final long SEED = 3;

    private final int features;
    private final float[][] edges;
    private final byte[][] bins;
    private final double[] weights;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private TreeTrainer(List<float[]> inputs, double[] weights) {
        this.features = inputs.getFirst().length;
        this.edges = new float[features][];
        this.bins = new byte[features][inputs.size()];
        this.weights = weights;
        for (int f = 0; f < features; f++) {
            float[] values = new float[inputs.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = inputs.get(i)[f];
            }
            edges[f] = edges(values);
            for (int i = 0; i < values.length; i++) {
                int at = Arrays.binarySearch(edges[f], values[i]);
                bins[f][i] = (byte) (at >= 0 ? at : -at - 1);
            }
        }
    }

    /**
     * @param inputs of each row
     * @param errors of each row: its target less the first guess
     * @param weights how many rows each counts for
     */
    static Trees fit(List<float[]> inputs, double[] errors, double[] weights, int count) {
        TreeTrainer trainer = new TreeTrainer(inputs, weights);
        double[] left = errors.clone();
        List<Trees.Tree> trees = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            trees.add(trainer.grow(left));
        }
        return new Trees(trees);
    }

    /** The last value of each bin but the last one. */
    private static float[] edges(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        float[] edges = new float[BINS - 1];
        int size = 0;
        for (int b = 1; b < BINS; b++) {
            float edge = sorted[(int) ((long) b * sorted.length / BINS)];
            if ((size == 0 || edge > edges[size - 1]) && edge < sorted[sorted.length - 1]) {
                edges[size++] = edge;
            }
        }
        return Arrays.copyOf(edges, size);
    }

    /** Grows a tree on the errors and takes its values from them. */
    private Trees.Tree grow(double[] errors) {
        boolean[] isUsed = new boolean[errors.length];
        for (int i = 0; i < isUsed.length; i++) {
            isUsed[i] = random.nextBoolean();
        }
        int[] node = new int[errors.length];
        Trees.Tree tree =
                new Trees.Tree(
                        new int[Trees.SPLITS], new float[Trees.SPLITS], new float[Trees.LEAVES]);
        int[] cuts = new int[Trees.SPLITS];
        for (int first = 0; first < Trees.SPLITS; first = 2 * first + 1) {
            split(first, node, isUsed, errors, tree, cuts);
            for (int i = 0; i < node.length; i++) {
                int at = node[i];
                boolean isLeft = (bins[tree.features()[at]][i] & 0xFF) <= cuts[at];
                node[i] = 2 * at + (isLeft ? 1 : 2);
            }
        }
        double[] sums = new double[Trees.LEAVES];
        double[] filled = new double[Trees.LEAVES];
        for (int i = 0; i < node.length; i++) {
            double weight = isUsed[i] ? weights[i] : 0;
            sums[node[i] - Trees.SPLITS] += weight * errors[i];
            filled[node[i] - Trees.SPLITS] += weight;
        }
        for (int leaf = 0; leaf < Trees.LEAVES; leaf++) {
            tree.leaves()[leaf] = (float) (RATE * sums[leaf] / (filled[leaf] + PENALTY));
        }
        for (int i = 0; i < node.length; i++) {
            errors[i] -= tree.leaves()[node[i] - Trees.SPLITS];
        }
        return tree;
    }

    /** Finds the best question of each node of a level that begins at {@code first}. */
    private void split(
            int first, int[] node, boolean[] isUsed, double[] errors, Trees.Tree tree, int[] cuts) {
        int nodes = first + 1;
        double[] best = new double[nodes];
        Arrays.fill(tree.thresholds(), first, first + nodes, Float.POSITIVE_INFINITY);
        Arrays.fill(cuts, first, first + nodes, BINS);
        for (int f = 0; f < features; f++) {
            double[][] sums = new double[nodes][BINS];
            double[][] filled = new double[nodes][BINS];
            for (int i = 0; i < node.length; i++) {
                double weight = isUsed[i] ? weights[i] : 0;
                int bin = bins[f][i] & 0xFF;
                sums[node[i] - first][bin] += weight * errors[i];
                filled[node[i] - first][bin] += weight;
            }
            for (int n = 0; n < nodes; n++) {
                double allSum = Arrays.stream(sums[n]).sum();
                double all = Arrays.stream(filled[n]).sum();
                double leftSum = 0;
                double left = 0;
                for (int bin = 0; bin < edges[f].length; bin++) {
                    leftSum += sums[n][bin];
                    left += filled[n][bin];
                    double gain =
                            gain(leftSum, left)
                                    + gain(allSum - leftSum, all - left)
                                    - gain(allSum, all);
                    if (left >= LEAST_ROWS && all - left >= LEAST_ROWS && gain > best[n] + 1e-9) {
                        best[n] = gain;
                        tree.features()[first + n] = f;
                        tree.thresholds()[first + n] = edges[f][bin];
                        cuts[first + n] = bin;
                    }
                }
            }
        }
    }

    private static double gain(double sum, double filled) {
        return sum * sum / (filled + PENALTY);
    }
}
