package dev.strata.gateway.admit;

import java.time.Duration;
import java.util.Optional;

/**
 * A minute's allowance that refills steadily. It may go into debt when a reservation turned out too
 * small; nothing is let in then until the debt is refilled. Thread-safe.
 */
public final class Bucket {
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final double capacity;
    private double level;
    private long filledNanos;

    /**
     * A full one.
     *
     * @param perMinute what refills in a minute, and the most that it holds
     * @param now of the monotonic clock, in nanoseconds
     */
    public Bucket(double perMinute, long now) {
        this.capacity = perMinute;
        this.level = perMinute;
        this.filledNanos = now;
    }

    /** Takes {@code amount}; or says how long until it can be had, and takes nothing. */
    public synchronized Optional<Duration> take(double amount, long now) {
        fill(now);
        // One request larger than a minute's allowance passes when the bucket is full.
        double wanted = Math.min(amount, capacity);
        if (level >= wanted) {
            level -= amount;
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofNanos((long) ((wanted - level) / capacity * MINUTE_NANOS) + 1));
    }

    /** Gives {@code amount} back; negative takes more. */
    synchronized void giveBack(double amount) {
        level = Math.min(capacity, level + amount);
    }

    private void fill(long now) {
        level = Math.min(capacity, level + (now - filledNanos) * capacity / MINUTE_NANOS);
        filledNanos = now;
    }
}
