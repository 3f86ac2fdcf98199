package dev.strata.tier.serve;

import dev.strata.engine.EngineLoad;
import java.time.Duration;

/**
 * How long a model's answers take, as a moving average, and thus when a full queue has room again.
 * Thread-safe.
 */
final class Pace {
    private static final double WEIGHT_OF_LATEST = .2;
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(30);

    private double averageSeconds = 1;

    synchronized void took(Duration answer) {
        double seconds = answer.toNanos() / 1e9;
        averageSeconds += WEIGHT_OF_LATEST * (seconds - averageSeconds);
    }

    /** When one of those that wait now will have been taken. */
    synchronized Duration untilRoom(EngineLoad load) {
        double seconds = averageSeconds / Math.max(1, load.running());
        Duration wait = Duration.ofNanos((long) (seconds * 1e9));
        if (wait.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
