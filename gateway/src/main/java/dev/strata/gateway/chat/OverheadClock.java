package dev.strata.gateway.chat;

import java.util.function.LongSupplier;

/** Tells the gateway's own time from the time spent waiting on tiers. Not thread-safe. */
final class OverheadClock {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier nanoClock;
    private final long startNanos;
    private long waitedNanos;
    private long waitingSince;
    private boolean waiting;

    /** A clock of a request that was received at {@code startNanos}. */
    OverheadClock(LongSupplier nanoClock, long startNanos) {
        this.nanoClock = nanoClock;
        this.startNanos = startNanos;
    }

    /** From here on the gateway has nothing to do but wait for a tier. */
    void waitForTier() {
        if (!waiting) {
            waiting = true;
            waitingSince = nanoClock.getAsLong();
        }
    }

    /** A tier said something, or the client did. */
    void work() {
        if (waiting) {
            waiting = false;
            waitedNanos += nanoClock.getAsLong() - waitingSince;
        }
    }

    /** Since the request was received, in milliseconds. */
    double totalMs() {
        return (nanoClock.getAsLong() - startNanos) / NANOS_PER_MILLI;
    }

    /** What the gateway added until now, in milliseconds; only while at work. */
    double overheadMs() {
        return Math.max(0, totalMs() - waitedNanos / NANOS_PER_MILLI);
    }
}
