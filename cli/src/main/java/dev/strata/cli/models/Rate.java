package dev.strata.cli.models;

import java.time.Duration;

/** How fast bytes come, over the last seconds, and how long the rest will take. */
final class Rate {
    private static final double HALF_LIFE_SECONDS = 5;

    private long lastBytes = -1;
    private long lastNanos;
    private double bytesPerSecond;

    /**
     * @param bytes here at {@code nanos}; the first call sets the start
     */
    void at(long bytes, long nanos) {
        if (lastBytes >= 0 && nanos > lastNanos) {
            double seconds = (nanos - lastNanos) / 1e9;
            double now = (bytes - lastBytes) / seconds;
            double keep = bytesPerSecond == 0 ? 0 : Math.pow(.5, seconds / HALF_LIFE_SECONDS);
            bytesPerSecond = keep * bytesPerSecond + (1 - keep) * now;
        }
        lastBytes = bytes;
        lastNanos = nanos;
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Zero where the rate is not known yet. */
    Duration left(long bytesLeft) {
        return bytesPerSecond < 1
                ? Duration.ZERO
                : Duration.ofSeconds(Math.round(bytesLeft / bytesPerSecond));
    }
}
