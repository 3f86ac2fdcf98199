package dev.strata.engine.speculation;

import java.util.Arrays;

/**
 * How long a model takes for a batch of answers, and to verify a guess, as measured while it
 * serves. One thread at a time.
 */
public final class StepCosts {
    private static final double KEPT = .7; // of the mean, when a measurement comes
    private static final double FADED =
            .998; // of a guess's time, per step without one: tried again
    private static final double SLOPE = .2; // of one token's time, for each more; until measured

    private final double[] batch;
    private final double[] verify;

    /**
     * @param most tokens that are computed at once
     */
    public StepCosts(int most) {
        this.batch = new double[most + 1];
        this.verify = new double[most + 1];
    }

    /** Learns what one token of each of {@code answers} took together. */
    public void batchTook(int answers, long nanos) {
        learn(batch, answers, nanos);
        for (int width = 2; width < verify.length; width++) {
            verify[width] *= FADED;
        }
        if (answers == 1) {
            learn(verify, 1, nanos);
        }
    }

    /** Learns what {@code tokens} tokens of one answer took. */
    public void verifyTook(int tokens, long nanos) {
        learn(verify, tokens, nanos);
    }

    /** What one token of each of {@code answers} takes, in nanoseconds or any unit before that. */
    public double batch(int answers) {
        return estimate(batch, answers);
    }

    /** What {@code tokens} tokens of one answer take, in the unit of {@link #batch}. */
    public double verify(int tokens) {
        return estimate(verify, tokens);
    }

    private static void learn(double[] of, int width, long nanos) {
        if (width < of.length) {
            of[width] = of[width] == 0 ? nanos : KEPT * of[width] + (1 - KEPT) * nanos;
        }
    }

    /** Measured, or in proportion to the nearest width that was. */
    private double estimate(double[] of, int width) {
        for (int away = 0; away < of.length; away++) {
            for (int near : new int[] {width - away, width + away}) {
                if (near > 0 && near < of.length && of[near] > 0) {
                    return of[near] * guessed(width) / guessed(near);
                }
            }
        }
        double one = Arrays.stream(of == batch ? verify : batch).limit(2).max().orElse(0);
        return (one == 0 ? 1 : one) * guessed(width);
    }

    private static double guessed(int width) {
        return 1 + SLOPE * (width - 1);
    }
}
