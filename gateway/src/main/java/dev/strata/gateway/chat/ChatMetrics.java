package dev.strata.gateway.chat;

import static java.util.Map.entry;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.Route;
import dev.strata.router.cascade.EscalationReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The gateway's own metrics; labels come from closed sets only. Thread-safe. */
public final class ChatMetrics {
    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    entry(
                            "strata.requests",
                            "Requests that are over, by how they ended and whose doing it was"),
                    entry("strata.deprecated.calls", "Calls of methods that will go away"),
                    entry(
                            "strata.route.decisions",
                            "Routes, by first tier (empty: refused) and reason"),
                    entry("strata.escalations", "Answers handed up a tier, by reason"),
                    entry("strata.tokens", "Tokens charged, over all attempts"),
                    entry("strata.cost", "Price units charged, over all attempts"),
                    entry(
                            "strata.retries",
                            "Attempts made again at another replica of the same tier"),
                    entry(
                            "strata.degraded",
                            "Answers though a better tier was wanted, by their tier"),
                    entry(
                            "strata.tier.unmet",
                            "Requests that would have begun at the tier, were it up and had it room"),
                    entry("strata.tenant.requests", "Requests that were routed, by tenant"),
                    entry("strata.tenant.cost", "Price units charged, by tenant"),
                    entry(
                            "strata.handover.tokens",
                            "Tokens of a lower tier that a tier was given, and agreed with before and after the first that it rejected"));

    /** The percentiles of recording are of the last ten to twenty seconds. */
    private static final Duration OFFER_WINDOW = Duration.ofSeconds(20);

    private final MeterRegistry registry;
    private final Timer overhead;
    private final Timer offer;
    private final Counter detectorFailures;
    private final Counter baseline;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> firstToken = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> confidence = new ConcurrentHashMap<>();
    private final TenantLabels tenants = new TenantLabels();

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
                        .percentilePrecision(2)
                        .distributionStatisticExpiry(OFFER_WINDOW)
                        .distributionStatisticBufferLength(2)
                        .register(registry);
        Gauge.builder("strata.in.flight", admission, Admission::inFlight)
                .description("Requests under way")
                .register(registry);
        this.detectorFailures =
                Counter.builder("strata.privacy.detector.failures")
                        .description("Requests that count as private because a detector failed")
                        .register(registry);
        this.baseline =
                Counter.builder("strata.cost.baseline")
                        .description("What the answers would have cost on the largest tier alone")
                        .register(registry);
        for (String tier : directory.names()) {
            watch(tier, directory);
            watchClock(tier, directory);
            firstToken.put(tier, firstTokenTimer(tier));
            confidence.put(tier, confidenceOf(tier));
            count("strata.degraded", 0, "tier", tier);
            count("strata.retries", 0, "tier", tier);
            unmet(tier, 0);
            handover(tier, 0, TierEvent.Verified.NONE);
        }
        showEscalations(directory.names());
    }

    /** At zero, so that the first one is seen as a change. */
    private void showEscalations(List<String> tiers) {
        for (String from : tiers) {
            for (String to : tiers.subList(tiers.indexOf(from) + 1, tiers.size())) {
                for (EscalationReason reason : EscalationReason.values()) {
                    escalations(0, from, to, reason.name());
                }
            }
        }
    }

    private void watch(String tier, TierDirectory directory) {
        Gauge.builder("strata.breaker.state", directory, d -> d.breakerGauge(tier))
                .description("Of the tier's best replica: 0 closed, 1 half-open, 2 open")
                .tag("tier", tier)
                .register(registry);
        Gauge.builder("strata.tier.pending", directory, d -> d.pending(tier))
                .description("Requests of this gateway that wait for the tier's first token")
                .tag("tier", tier)
                .register(registry);
        Gauge.builder("strata.tier.up", directory, d -> d.isUp(tier) ? 1 : 0)
                .description("1 where the gateway may call the tier: it answers and is ready")
                .tag("tier", tier)
                .register(registry);
        TimeGauge.builder(
                        "strata.tier.round.trip",
                        directory,
                        TimeUnit.NANOSECONDS,
                        d -> d.roundTripNanos(tier))
                .description("How long the gateway's last look at the tier took")
                .tag("tier", tier)
                .register(registry);
    }

    private void watchClock(String tier, TierDirectory directory) {
        Gauge.builder("strata.tier.clock.skew", directory, d -> d.clockSkewSeconds(tier))
                .description("How far the clock of the tier's process is ahead of the gateway's")
                .baseUnit("seconds")
                .tag("tier", tier)
                .register(registry);
    }

    /** Shows from now on whether {@code tier}'s confidence is calibrated for what it runs. */
    void calibration(String tier, BooleanSupplier calibrated) {
        Gauge.builder("strata.calibrated", calibrated, c -> c.getAsBoolean() ? 1 : 0)
                .description("1 where a calibration was measured on the model that the tier runs")
                .tag("tier", tier)
                .strongReference(true)
                .register(registry);
    }

    private DistributionSummary confidenceOf(String tier) {
        return DistributionSummary.builder("strata.confidence")
                .description("Calibrated probability that the tier's answer is right")
                .tag("tier", tier)
                .serviceLevelObjectives(.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, 1)
                .register(registry);
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
        String fault =
                outcome.equals("OK")
                        ? "none"
                        : ErrorReason.valueOf(outcome).fault().name().toLowerCase(Locale.ROOT);
        count("strata.requests", 1, "method", method, "outcome", outcome, "fault", fault);
    }

    /** A call that is deprecated was made. */
    public void deprecated(String method) {
        count("strata.deprecated.calls", 1, "method", method);
    }

    /** A request was routed; {@code tier} is empty where it was refused. */
    void decision(String tier, Route route) {
        count("strata.route.decisions", 1, "tier", tier, "reason", route.code().name());
        if (route.detectorFailed()) {
            detectorFailures.increment();
        }
    }

    /** Requests that {@code tier} could not have though they would have begun there. */
    void unmet(String tier, int requests) {
        count("strata.tier.unmet", requests, "tier", tier);
    }

    /** A routed request of {@code tenant} is over. */
    void tenant(String tenant, double cost) {
        String label = tenants.labelOf(tenant);
        count("strata.tenant.requests", 1, "tenant", label);
        count("strata.tenant.cost", cost, "tenant", label);
    }

    /** A failed attempt at {@code tier} is made again at another of its replicas. */
    void retry(String tier) {
        count("strata.retries", 1, "tier", tier);
    }

    /** An answer of {@code tier} was given though a better one was wanted. */
    void degraded(String tier) {
        count("strata.degraded", 1, "tier", tier);
    }

    /** What the answer would have cost on the largest tier alone. */
    void baseline(double cost) {
        baseline.increment(cost);
    }

    void escalation(String from, String to, String reason) {
        escalations(1, from, to, reason);
    }

    private void escalations(int count, String from, String to, String reason) {
        count("strata.escalations", count, "from", from, "to", to, "reason", reason);
    }

    void attempt(AttemptLog attempt) {
        String tier = attempt.tier();
        var usage = attempt.usage();
        count("strata.tokens", usage.prompt(), "tier", tier, "kind", "prompt");
        count("strata.tokens", usage.cached(), "tier", tier, "kind", "cached");
        count("strata.tokens", usage.completion(), "tier", tier, "kind", "completion");
        count("strata.cost", attempt.cost(), "tier", tier);
        if (attempt.drafted() > 0) {
            handover(tier, attempt.drafted(), attempt.verified());
        }
        var features = attempt.features();
        DistributionSummary summary = confidence.get(tier);
        if (summary != null && features.tokens() > 0) {
            summary.record(features.confidence());
        }
    }

    private void handover(String tier, int given, TierEvent.Verified verified) {
        String name = "strata.handover.tokens";
        count(name, given, "tier", tier, "kind", "given");
        count(name, verified.accepted(), "tier", tier, "kind", "accepted");
        count(name, verified.rejoined(), "tier", tier, "kind", "rejoined");
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
                _ ->
                        Counter.builder(name)
                                .description(MEANINGS.getOrDefault(name, ""))
                                .tags(tags)
                                .register(registry);
        counters.computeIfAbsent(key, make).increment(amount);
    }
}
