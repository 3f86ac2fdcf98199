package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.List;

/**
 * A sum of regression trees of three levels. Immutable and thread-safe.
 *
 * @param trees in the order they were fitted
 */
record Trees(List<Tree> trees) {
    /** Questions of a tree. */
    static final int SPLITS = 7;

    /** Ends of a tree. */
    static final int LEAVES = 8;

    Trees {
        trees = List.copyOf(trees);
    }

    /**
     * A tree whose question i is followed by question 2i + 1 where the feature is at most the
     * threshold, else by 2i + 2; behind the last level stand the leaves.
     *
     * @param features asked about
     * @param thresholds infinite where nothing is gained by asking
     * @param leaves what is added to the sum
     */
    @SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
    record Tree(int[] features, float[] thresholds, float[] leaves) {
        double value(float[] inputs) {
            return leaves[leaf(inputs)];
        }

        int leaf(float[] inputs) {
            int node = 0;
            while (node < SPLITS) {
                node = 2 * node + (inputs[features[node]] <= thresholds[node] ? 1 : 2);
            }
            return node - SPLITS;
        }

        String text() {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < SPLITS; i++) {
                parts.add(
                        Float.isInfinite(thresholds[i])
                                ? "-"
                                : features[i] + ":" + Float.toString(thresholds[i]));
            }
            for (float leaf : leaves) {
                parts.add(Float.toString(leaf));
            }
            return String.join(" ", parts);
        }

        static Tree of(String text, int inputs) {
            String[] parts = text.split(" ", -1);
            if (parts.length != SPLITS + LEAVES) {
                throw new IllegalArgumentException(
                        "a tree is wrong: expected %d parts, got %d"
                                .formatted(SPLITS + LEAVES, parts.length));
            }
            Tree tree = new Tree(new int[SPLITS], new float[SPLITS], new float[LEAVES]);
            for (int i = 0; i < SPLITS; i++) {
                String[] split = parts[i].split(":", 2);
                boolean asks = split.length == 2;
                tree.features[i] = asks ? Integer.parseInt(split[0]) : 0;
                tree.thresholds[i] = asks ? finite(split[1]) : Float.POSITIVE_INFINITY;
                if (tree.features[i] < 0 || tree.features[i] >= inputs) {
                    throw new IllegalArgumentException(
                            "a tree asks about feature %d: expected 0 to %d"
                                    .formatted(tree.features[i], inputs - 1));
                }
            }
            for (int i = 0; i < LEAVES; i++) {
                tree.leaves[i] = finite(parts[SPLITS + i]);
            }
            return tree;
        }

        private static float finite(String text) {
            float value = Float.parseFloat(text);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "a tree's number is wrong: expected a finite one, got " + text);
            }
            return value;
        }
    }

    double sum(float[] inputs) {
        double sum = 0;
        for (Tree tree : trees) {
            sum += tree.value(inputs);
        }
        return sum;
    }

    /** The same questions, each answered by so much more or less. */
    Trees scaledBy(double by) {
        List<Tree> scaled = new ArrayList<>();
        for (Tree tree : trees) {
            float[] leaves = tree.leaves().clone();
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] *= (float) by;
            }
            scaled.add(new Tree(tree.features(), tree.thresholds(), leaves));
        }
        return new Trees(scaled);
    }
}
