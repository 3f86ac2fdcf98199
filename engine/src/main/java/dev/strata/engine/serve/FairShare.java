package dev.strata.engine.serve;

import java.util.List;

/**
 * Which model the engine thread serves next: the one that had least of it, by priority. Pure.
 *
 * <p>Each model's clock runs while it computes, slower the higher its priority; the one with the
 * earliest clock is next.
 */
final class FairShare {
    private static final int STRONGEST = 4;

    private FairShare() {}

    /** The index of the earliest of {@code clocks}; -1 where there is none. */
    static int next(List<Double> clocks) {
        int next = -1;
        for (int i = 0; i < clocks.size(); i++) {
            if (next < 0 || clocks.get(i) < clocks.get(next)) {
                next = i;
            }
        }
        return next;
    }

    /**
     * Moves a clock on.
     *
     * @param nanos computed
     * @param priority each step of it doubles the model's share, up to four steps either way
     */
    static double charge(double clock, long nanos, int priority) {
        return clock + nanos / Math.pow(2, Math.clamp(priority, -STRONGEST, STRONGEST));
    }
}
