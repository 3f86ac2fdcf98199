package dev.strata.router.difficulty;

import java.util.List;

/**
 * Means and spreads of the dense features. A feature far from its mean counts as one spread away: a
 * linear part must not be carried off by prompts longer than all that it has seen.
 *
 * @param spreads 0 for a feature that never differs
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never shared, read in inner loops.
record Standard(double[] means, double[] spreads) {
    static Standard of(List<double[]> rows) {
        int size = Features.NAMES.size();
        double[] means = new double[size];
        double[] spreads = new double[size];
        for (int f = 0; f < size; f++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : rows) {
                sum += row[f];
                squares += row[f] * row[f];
            }
            double mean = sum / rows.size();
            means[f] = rounded(mean);
            spreads[f] = rounded(Math.sqrt(Math.max(0, squares / rows.size() - mean * mean)));
        }
        return new Standard(means, spreads);
    }

    /** How many spreads a value is from its mean, at most one. */
    double of(int feature, double value) {
        return spreads[feature] <= 0
                ? 0
                : Math.clamp((value - means[feature]) / spreads[feature], -1, 1);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
