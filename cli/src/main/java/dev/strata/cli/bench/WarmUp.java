package dev.strata.cli.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Sends until it grows no faster, so that no compiler's work is measured.
 *
 * @param most seconds, for each way
 */
record WarmUp(int most) {
    private static final int LANES = 8;
    private static final Duration SLICE = Duration.ofSeconds(3);

    /** Two slices in a row that differ by less are the steady state. */
    private static final double STEADY = .05;

    void run(Supplier<CompletableFuture<?>> send) throws InterruptedException {
        double before = 0;
        for (long left = most; left > 0; left -= SLICE.toSeconds() + 1) {
            double now = ClosedLoop.perSecond(LANES, SLICE, send);
            if (now < before * (1 + STEADY)) {
                return;
            }
            before = now;
        }
    }
}
