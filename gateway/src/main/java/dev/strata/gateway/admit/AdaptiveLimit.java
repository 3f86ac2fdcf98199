package dev.strata.gateway.admit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests may be under way: fewer where tiers begin to answer later than they can, more
 * where the room is used and they do not. Thread-safe.
 */
final class AdaptiveLimit {
    /*
     * A request's wait is the time until its tier had read the prompt, queue included. Each tier
     * has a usual wait of its own, so that a mix of small and large tiers does not look like
     * congestion: the least mean of a window. A mean counts by how it compares with twice the usual
     * one (or with what is tolerable at all, where that is more): over 1 is congestion, and the
     * limit is what was under way, divided by it, down to seven tenths at a time. Else the limit
     * grows by its square root, where it was used.
     *
     * What is usual grows where the limit cannot be the reason for longer waits: where its room was
     * not used, or where it is at its least. Otherwise it would follow a crowd, and call it usual.
     */
    private static final double SLOWLY = .05;
    private static final double USUAL_TIMES = 2;
    private static final double LEAST_FACTOR = .7;
    private static final double USED = .8;
    private static final int SMALLEST_WINDOW = 10;

    private final int least;
    private final int most;
    private final double tolerableNanos;
    private final long windowNanos;

    @GuardedBy("this")
    private final Map<String, Waits> tiers = new HashMap<>();

    @GuardedBy("this")
    private int samples;

    @GuardedBy("this")
    private int peak;

    @GuardedBy("this")
    private long windowEnd = Long.MIN_VALUE;

    private volatile int limit;

    /** The waits of one tier. */
    private static final class Waits {
        private double usual = Double.MAX_VALUE;
        private double sum;
        private int count;

        double mean() {
            return sum / count;
        }

        /** Ends a window; what was usual is at most its mean. */
        void end(boolean mayGrow) {
            if (count > 0) {
                usual = Math.min(usual, mean());
                usual += mayGrow ? (mean() - usual) * SLOWLY : 0;
            }
            sum = 0;
            count = 0;
        }
    }

    /**
     * A limit that begins at its most.
     *
     * @param least it never goes below
     * @param tolerable a wait that is no congestion whatever is usual
     * @param window over which waits are averaged
     */
    AdaptiveLimit(int least, int most, Duration tolerable, Duration window) {
        this.least = Math.min(least, most);
        this.most = most;
        this.tolerableNanos = tolerable.toNanos();
        this.windowNanos = window.toNanos();
        this.limit = most;
    }

    int limit() {
        return limit;
    }

    int most() {
        return most;
    }

    /**
     * Takes a wait into account.
     *
     * @param inFlight requests under way
     * @param now of the monotonic clock
     */
    synchronized void waited(String tier, long nanos, int inFlight, long now) {
        Waits waits = tiers.computeIfAbsent(tier, _ -> new Waits());
        waits.sum += nanos;
        waits.count++;
        samples++;
        peak = Math.max(peak, inFlight);
        if (windowEnd == Long.MIN_VALUE) {
            windowEnd = now + windowNanos;
        }
        if (now - windowEnd >= 0 && samples >= SMALLEST_WINDOW) {
            endWindow();
            windowEnd = now + windowNanos;
        }
    }

    @GuardedBy("this")
    private void endWindow() {
        boolean mayGrow = peak < USED * limit || limit == least;
        double compared = 0;
        for (Waits waits : tiers.values()) {
            if (waits.count > 0) {
                double usual = Math.min(waits.usual, waits.mean());
                compared +=
                        waits.count * waits.mean() / Math.max(tolerableNanos, USUAL_TIMES * usual);
            }
        }
        limit = next(compared / samples);
        for (Waits waits : tiers.values()) {
            waits.end(mayGrow);
        }
        samples = 0;
        peak = 0;
    }

    @GuardedBy("this")
    private int next(double mean) {
        int now = limit;
        if (mean > 1) {
            double factor = Math.max(LEAST_FACTOR, 1 / mean);
            return Math.max(least, (int) (Math.min(now, peak) * factor));
        }
        if (peak < USED * now) {
            return now;
        }
        return Math.min(most, now + Math.max(1, (int) Math.sqrt(now)));
    }
}
