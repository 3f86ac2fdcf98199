package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

/** How far logits are from those of plain loops. */
final class Closeness {
    private Closeness() {}

    /** The relative error of each position. */
    private static double[] errors(float[][] expected, float[][] got) {
        double[] errors = new double[expected.length];
        for (int t = 0; t < expected.length; t++) {
            double error = 0;
            double size = 0;
            for (int i = 0; i < expected[t].length; i++) {
                error += Math.pow(expected[t][i] - got[t][i], 2);
                size += Math.pow(expected[t][i], 2);
            }
            errors[t] = Math.sqrt(error / size);
        }
        return errors;
    }

    static void assertWithin(double most, float[][] expected, float[][] got) {
        double worst = Arrays.stream(errors(expected, got)).max().orElseThrow();
        assertTrue(worst < most, "relative error " + worst + ", at most " + most);
    }

    /** But for a quarter of the positions: roundings send a token that is undecided elsewhere. */
    static void assertMostWithin(double most, float[][] expected, float[][] got) {
        double[] errors = errors(expected, got);
        long within = Arrays.stream(errors).filter(error -> error < most).count();
        assertTrue(4 * within >= 3 * errors.length, Arrays.toString(errors) + ", at most " + most);
    }
}
