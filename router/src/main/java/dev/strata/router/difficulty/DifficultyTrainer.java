package dev.strata.router.difficulty;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits a {@link DifficultyModel}: logistic regression by AdaGrad with a quadratic penalty, its
 * order drawn from a fixed seed, so that the same rows give the same model.
 */
public final class DifficultyTrainer {
    private static final int EPOCHS = 24;
    private static final double STEP = .2;
    private static final double DENSE_PENALTY = 2e-4;
    private static final long SEED = 20_261_101;

    private final double hashedPenalty;

    private DifficultyTrainer(double hashedPenalty) {
        this.hashedPenalty = hashedPenalty;
    }

    /**
     * A row to learn from.
     *
     * @param hardness 0 (a small model does) to 1 (only the largest)
     * @param weight how many rows it counts for
     */
    public record Example(String prompt, double hardness, double weight) {
        public Example {
            requireNonNull(prompt, "prompt is null");
            if (!(hardness >= 0 && hardness <= 1) || !(weight > 0)) {
                throw new IllegalArgumentException(
                        "example is out of range: expected hardness 0 to 1 and weight over 0, got %s and %s"
                                .formatted(hardness, weight));
            }
        }
    }

    /** A trainer for labels that are mostly sure, with a light penalty. */
    public static DifficultyTrainer usual() {
        return new DifficultyTrainer(1e-4);
    }

    /** A trainer for labels that are mostly chance, with a heavy penalty. */
    public static DifficultyTrainer forNoisyLabels() {
        return new DifficultyTrainer(3e-2);
    }

    /** Fits a model; {@code facts} are kept in it. */
    public DifficultyModel train(List<Example> examples, Map<String, String> facts) {
        List<Features> rows = examples.parallelStream().map(e -> Features.of(e.prompt())).toList();
        double[] weights = new double[Features.NAMES.size() + Features.BUCKETS];
        double[] squares = new double[weights.length];
        Arrays.fill(squares, 1e-3);
        int[] order = IntStream.range(0, rows.size()).toArray();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            shuffle(order, random);
            for (int i : order) {
                step(rows.get(i), examples.get(i), weights, squares);
            }
        }
        return quantise(weights, facts);
    }

    private void step(Features row, Example example, double[] weights, double[] squares) {
        int dense = row.dense().length;
        double logit = 0;
        for (int i = 0; i < dense; i++) {
            logit += weights[i] * row.dense()[i];
        }
        for (int k = 0; k < row.buckets().length; k++) {
            logit += weights[dense + row.buckets()[k]] * row.weights()[k];
        }
        double error = (1 / (1 + Math.exp(-logit)) - example.hardness()) * example.weight();
        for (int i = 0; i < dense; i++) {
            double penalty = i == 0 ? 0 : DENSE_PENALTY * weights[i];
            move(i, error * row.dense()[i] + penalty, weights, squares);
        }
        for (int k = 0; k < row.buckets().length; k++) {
            int i = dense + row.buckets()[k];
            move(i, error * row.weights()[k] + hashedPenalty * weights[i], weights, squares);
        }
    }

    private static void move(int i, double gradient, double[] weights, double[] squares) {
        squares[i] += gradient * gradient;
        weights[i] -= STEP * gradient / Math.sqrt(squares[i]);
    }

    private static DifficultyModel quantise(double[] weights, Map<String, String> facts) {
        int dense = Features.NAMES.size();
        double largest = 1e-9;
        for (int i = dense; i < weights.length; i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        byte[] hashed = new byte[Features.BUCKETS];
        for (int i = 0; i < hashed.length; i++) {
            hashed[i] = (byte) Math.round(weights[dense + i] / largest * 127);
        }
        double[] kept = new double[dense];
        for (int i = 0; i < dense; i++) {
            kept[i] = Math.round(weights[i] * 1e6) / 1e6;
        }
        return new DifficultyModel(kept, hashed, largest / 127, facts);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }
}
