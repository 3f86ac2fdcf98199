package dev.strata.gateway.tier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often requests may be tried again: a share of the requests of the last ten to twenty seconds,
 * and a few in any case, so that a mesh that fails is not asked several times as much. Thread-safe.
 */
final class RetryBudget {
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int ANYWAY = 5;

    private final double share;
    private final LongSupplier nanoClock;

    @GuardedBy("this")
    private long windowStart;

    @GuardedBy("this")
    private int requests;

    @GuardedBy("this")
    private int requestsBefore;

    @GuardedBy("this")
    private int retries;

    @GuardedBy("this")
    private int retriesBefore;

    /**
     * None used.
     *
     * @param share of requests that may be tried again, 0 to 1
     */
    RetryBudget(double share, LongSupplier nanoClock) {
        this.share = share;
        this.nanoClock = nanoClock;
        this.windowStart = nanoClock.getAsLong();
    }

    /** A request is tried for the first time. */
    synchronized void requested() {
        roll();
        requests++;
    }

    /** Takes leave to try one again; false where there is none. */
    synchronized boolean tryRetry() {
        roll();
        double allowed = share == 0 ? 0 : ANYWAY + share * (requests + requestsBefore);
        if (retries + retriesBefore + 1 > allowed) {
            return false;
        }
        retries++;
        return true;
    }

    @GuardedBy("this")
    private void roll() {
        long passed = (nanoClock.getAsLong() - windowStart) / WINDOW_NANOS;
        if (passed == 0) {
            return;
        }
        requestsBefore = passed == 1 ? requests : 0;
        retriesBefore = passed == 1 ? retries : 0;
        requests = 0;
        retries = 0;
        windowStart += passed * WINDOW_NANOS;
    }
}
