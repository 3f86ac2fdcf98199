package dev.strata.tier.serve;

import dev.strata.engine.GenerationEvent.Finished;
import io.micrometer.core.instrument.Counter;
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
    private static final Duration[] TOKEN_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1)
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
        Counter.builder("strata.tier.requests")
                .description("Requests of the tier that are over, by how they ended")
                .tags("tier", tier, "outcome", outcome)
                .register(registry)
                .increment();
    }

    void firstToken(String tier, Duration sinceArrival) {
        time(
                "strata.tier.time.to.first.token",
                "Between a request's arrival and its first token",
                tier,
                BUCKETS,
                sinceArrival.toNanos() / 1e6);
    }

    /** What an answer that came to its end took, in tokens and time. */
    void finished(String tier, Finished end) {
        var usage = end.usage();
        tokens(tier, "prompt", usage.promptTokens());
        tokens(tier, "cached", usage.cachedTokens());
        tokens(tier, "completion", usage.completionTokens());
        var spent = end.timings();
        time("strata.tier.queue", "In the queue", tier, BUCKETS, spent.queueMillis());
        time("strata.tier.prefill", "On the prompt", tier, BUCKETS, spent.prefillMillis());
        if (usage.completionTokens() > 0) {
            time(
                    "strata.tier.time.per.output.token",
                    "On each token of the answer, as the answer's mean",
                    tier,
                    TOKEN_BUCKETS,
                    spent.decodeMillis() / usage.completionTokens());
        }
    }

    private void tokens(String tier, String kind, int count) {
        Counter.builder("strata.tier.tokens")
                .description("Tokens of finished answers; cached ones are part of the prompt's")
                .tags("tier", tier, "kind", kind)
                .register(registry)
                .increment(count);
    }

    private void time(String name, String words, String tier, Duration[] buckets, double millis) {
        Timer.builder(name)
                .description(words)
                .tag("tier", tier)
                .serviceLevelObjectives(buckets)
                .register(registry)
                .record(Duration.ofNanos((long) (millis * 1e6)));
    }
}
