package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierDirectory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The gateway's own metrics; labels come from closed sets only. Thread-safe. */
public final class ChatMetrics {
    private final MeterRegistry registry;
    private final Timer overhead;
    private final Timer offer;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> firstToken = new ConcurrentHashMap<>();

    /** Metrics of {@code directory} and {@code admission}, in {@code registry}. */
    public ChatMetrics(MeterRegistry registry, TierDirectory directory, Admission admission) {
        this.registry = registry;
        this.overhead =
                Timer.builder("strata.overhead")
                        .description("What the gateway added: total less the time waiting on tiers")
                        .serviceLevelObjectives(
                                Duration.ofNanos(250_000),
                                Duration.ofNanos(500_000),
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(50))
                        .register(registry);
        this.offer =
                Timer.builder("strata.capture.offer")
                        .description("What recording a request cost the thread that answered it")
                        .publishPercentiles(.5, .99)
                        .register(registry);
        Gauge.builder("strata.in.flight", admission, Admission::inFlight)
                .description("Requests under way")
                .register(registry);
        for (String tier : directory.names()) {
            Gauge.builder("strata.breaker.state", directory, d -> d.breakerGauge(tier))
                    .description("0 closed, 1 half-open, 2 open")
                    .tag("tier", tier)
                    .register(registry);
            Gauge.builder("strata.tier.pending", directory, d -> d.state(tier).queued())
                    .description("Requests waiting at the tier when it last reported")
                    .tag("tier", tier)
                    .register(registry);
            firstToken.put(tier, firstTokenTimer(tier));
        }
    }

    private Timer firstTokenTimer(String tier) {
        return Timer.builder("strata.time.to.first.token")
                .description("From the request's arrival to its first committed token")
                .tag("tier", tier)
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30))
                .register(registry);
    }

    /** A request is over; {@code outcome} is {@code OK} or an {@link ErrorReason}'s name. */
    public void request(String method, String outcome) {
        count("strata.requests", 1, "method", method, "outcome", outcome);
    }

    /** A call that is deprecated was made. */
    public void deprecated(String method) {
        count("strata.deprecated.calls", 1, "method", method);
    }

    void decision(String tier, String reason) {
        count("strata.route.decisions", 1, "tier", tier, "reason", reason);
    }

    void escalation(String from, String to, String reason) {
        count("strata.escalations", 1, "from", from, "to", to, "reason", reason);
    }

    void attempt(AttemptLog attempt) {
        String tier = attempt.tier();
        var usage = attempt.usage();
        count("strata.tokens", usage.prompt(), "tier", tier, "kind", "prompt");
        count("strata.tokens", usage.cached(), "tier", tier, "kind", "cached");
        count("strata.tokens", usage.completion(), "tier", tier, "kind", "completion");
        count("strata.cost", attempt.cost(), "tier", tier);
    }

    void firstToken(String tier, double sinceArrivalMs) {
        Timer timer = firstToken.get(tier);
        if (timer != null) {
            timer.record((long) (sinceArrivalMs * 1e6), TimeUnit.NANOSECONDS);
        }
    }

    void overhead(double ms) {
        overhead.record((long) (ms * 1e6), TimeUnit.NANOSECONDS);
    }

    void offered(long nanos) {
        offer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private void count(String name, double amount, String... tags) {
        List<String> key = new ArrayList<>(tags.length + 1);
        key.add(name);
        key.addAll(List.of(tags));
        Function<List<String>, Counter> make =
                _ -> Counter.builder(name).tags(tags).register(registry);
        counters.computeIfAbsent(key, make).increment(amount);
    }
}
