package dev.strata.tier.serve;

import dev.strata.engine.GenerationEvent.Usage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What requests come to, for Prometheus. */
@Singleton
class RequestMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Counts a request.
     *
     * @param outcome {@code ok}, {@code cancelled}, or the error's reason in lower case
     */
    void ended(String tier, String outcome) {
        registry.counter("strata.tier.requests", "tier", tier, "outcome", outcome).increment();
    }

    void firstToken(String tier, Duration sinceArrival) {
        Timer.builder("strata.tier.time.to.first.token")
                .description("Between a request's arrival and its first token")
                .tag("tier", tier)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(sinceArrival);
    }

    void tokens(String tier, Usage usage) {
        tokens(tier, "prompt", usage.promptTokens());
        tokens(tier, "cached", usage.cachedTokens());
        tokens(tier, "completion", usage.completionTokens());
    }

    private void tokens(String tier, String kind, int count) {
        registry.counter("strata.tier.tokens", "tier", tier, "kind", kind).increment(count);
    }
}
