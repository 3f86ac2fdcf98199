package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the weights of a calibration: logistic regression by Newton's method with a quadratic
 * penalty, over answers cut at several lengths, so that one set of weights judges early and late.
 */
public final class CalibrationTrainer {
    private static final int[] CUTS = {6, 12, 24, Integer.MAX_VALUE};
    private static final int ITERATIONS = 30;
    private static final double PENALTY = 3;

    private CalibrationTrainer() {}

    /**
     * A graded answer.
     *
     * @param logprobs of its tokens
     * @param entropies of its tokens, nats
     */
    public record GradedAnswer(
            List<Float> logprobs, List<Float> entropies, PromptSigns prompt, boolean isRight) {
        public GradedAnswer {
            logprobs = List.copyOf(logprobs);
            entropies = List.copyOf(entropies);
        }
    }

    /** The names of the weights, in the order of {@link #fit}. */
    public static List<String> names() {
        return Calibration.NAMES;
    }

    /** The weights that fit the answers best. */
    public static List<Double> fit(List<GradedAnswer> answers) {
        List<double[]> rows = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        List<Boolean> rights = new ArrayList<>();
        for (GradedAnswer answer : answers) {
            List<double[]> cuts = cuts(answer);
            for (double[] cut : cuts) {
                rows.add(cut);
                weights.add(1.0 / cuts.size());
                rights.add(answer.isRight());
            }
        }
        double[] fitted = new double[Calibration.NAMES.size()];
        for (int i = 0; i < ITERATIONS; i++) {
            improve(fitted, rows, weights, rights);
        }
        List<Double> result = new ArrayList<>();
        for (double value : fitted) {
            result.add(Math.round(value * 1e4) / 1e4);
        }
        return result;
    }

    /** The confidence in an answer after its first {@code tokens} tokens. */
    public static double confidence(List<Double> weights, GradedAnswer answer, int tokens) {
        double logit = 0;
        double[] inputs = inputs(answer, tokens);
        for (int i = 0; i < inputs.length; i++) {
            logit += weights.get(i) * inputs[i];
        }
        return 1 / (1 + Math.exp(-logit));
    }

    private static List<double[]> cuts(GradedAnswer answer) {
        List<double[]> cuts = new ArrayList<>();
        int size = answer.logprobs().size();
        for (int cut : CUTS) {
            if (cut < size || cut == Integer.MAX_VALUE) {
                cuts.add(inputs(answer, Math.min(cut, size)));
            }
        }
        return cuts;
    }

    private static double[] inputs(GradedAnswer answer, int tokens) {
        AnswerTrace trace = new AnswerTrace();
        for (int i = 0; i < Math.min(tokens, answer.logprobs().size()); i++) {
            trace.add(answer.logprobs().get(i), answer.entropies().get(i));
        }
        return trace.inputs(answer.prompt());
    }

    private static void improve(
            double[] fitted, List<double[]> rows, List<Double> weights, List<Boolean> rights) {
        int size = fitted.length;
        double[][] system = new double[size][size + 1];
        for (int i = 0; i < size; i++) {
            system[i][i] = i == 0 ? 1e-6 : PENALTY;
            system[i][size] = i == 0 ? 0 : -PENALTY * fitted[i];
        }
        for (int r = 0; r < rows.size(); r++) {
            double[] row = rows.get(r);
            double logit = 0;
            for (int i = 0; i < size; i++) {
                logit += fitted[i] * row[i];
            }
            double p = 1 / (1 + Math.exp(-logit));
            double error = weights.get(r) * ((rights.get(r) ? 1 : 0) - p);
            double curvature = weights.get(r) * Math.max(1e-4, p * (1 - p));
            for (int i = 0; i < size; i++) {
                system[i][size] += error * row[i];
                for (int j = 0; j < size; j++) {
                    system[i][j] += curvature * row[i] * row[j];
                }
            }
        }
        double[] step = solve(system);
        for (int i = 0; i < size; i++) {
            fitted[i] += Math.clamp(step[i], -2, 2);
        }
    }

    /** Gaussian elimination with pivots; the last column is the right-hand side. */
    private static double[] solve(double[][] system) {
        int size = system.length;
        for (int column = 0; column < size; column++) {
            int pivot = column;
            for (int row = column + 1; row < size; row++) {
                boolean isLarger = Math.abs(system[row][column]) > Math.abs(system[pivot][column]);
                pivot = isLarger ? row : pivot;
            }
            double[] held = system[pivot];
            system[pivot] = system[column];
            system[column] = held;
            for (int row = 0; row < size; row++) {
                if (row != column) {
                    double factor = system[row][column] / system[column][column];
                    for (int k = column; k <= size; k++) {
                        system[row][k] -= factor * system[column][k];
                    }
                }
            }
        }
        double[] solution = new double[size];
        for (int i = 0; i < size; i++) {
            solution[i] = system[i][size] / system[i][i];
        }
        return solution;
    }
}
