package dev.strata.gateway;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The one thread of the gateway for all that is done at intervals. Thread-safe. */
@Singleton
final class GatewayTimer {
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("gateway-timer").factory());

    /** For those who plan for themselves. */
    ScheduledExecutorService executor() {
        return executor;
    }

    /** Does {@code work} after {@code first}, and each time {@code every} after it was done. */
    void repeat(Duration first, Duration every, Runnable work) {
        var _ =
                executor.scheduleWithFixedDelay(
                        work, first.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends it; what it does is cut short. */
    void stop() {
        executor.shutdownNow();
    }
}
