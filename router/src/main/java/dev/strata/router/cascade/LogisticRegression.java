package dev.strata.router.cascade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weights that map inputs to a probability, fitted by Newton's method with a quadratic penalty on
 * all but the first input, which is the constant 1.
 */
final class LogisticRegression {
    private static final int ITERATIONS = 30;
    private static final double PENALTY = 3;

    private final List<double[]> rows = new ArrayList<>();
    private final List<Double> counts = new ArrayList<>();
    private final List<Boolean> rights = new ArrayList<>();

    /**
     * Adds a row.
     *
     * @param count how many rows it stands for
     */
    void add(double[] inputs, double count, boolean isRight) {
        rows.add(inputs);
        counts.add(count);
        rights.add(isRight);
    }

    /** The weights that fit best, rounded as a file has them. */
    List<Double> fit() {
        double[] fitted = new double[rows.getFirst().length];
        for (int i = 0; i < ITERATIONS; i++) {
            improve(fitted);
        }
        return Arrays.stream(fitted).mapToObj(value -> Math.round(value * 1e4) / 1e4).toList();
    }

    /** The probability of a row. */
    static double probability(List<Double> weights, double[] inputs) {
        double logit = 0;
        for (int i = 0; i < inputs.length; i++) {
            logit += weights.get(i) * inputs[i];
        }
        return 1 / (1 + Math.exp(-logit));
    }

    private void improve(double[] fitted) {
        int size = fitted.length;
        double[][] system = new double[size][size + 1];
        for (int i = 0; i < size; i++) {
            system[i][i] = i == 0 ? 1e-6 : PENALTY;
            system[i][size] = i == 0 ? 0 : -PENALTY * fitted[i];
        }
        List<Double> weights = Arrays.stream(fitted).boxed().toList();
        for (int r = 0; r < rows.size(); r++) {
            double[] row = rows.get(r);
            double p = probability(weights, row);
            double error = counts.get(r) * ((rights.get(r) ? 1 : 0) - p);
            double curvature = counts.get(r) * Math.max(1e-4, p * (1 - p));
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
