package dev.strata.gateway.chat;

import dev.strata.gateway.tier.TierDirectory;
import dev.strata.gateway.tier.TierSettings;
import dev.strata.router.TierHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Which tiers are waited for while they are down, how long, and by how many. Thread-safe. */
public final class ColdStarts {
    private final TierDirectory directory;
    private final Map<String, Duration> waits;
    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();

    private ColdStarts(
            TierDirectory directory, Map<String, Duration> waits, MeterRegistry registry) {
        this.directory = directory;
        this.waits = waits;
        for (String tier : directory.names()) {
            AtomicInteger count = new AtomicInteger();
            waiting.put(tier, count);
            Gauge.builder("strata.tier.waiting.for.start", count, AtomicInteger::get)
                    .description("Requests of this gateway that wait for the tier to be up")
                    .tag("tier", tier)
                    .register(registry);
        }
    }

    /**
     * The waits of {@code tiers}, shown in {@code registry}.
     *
     * @throws IllegalArgumentException where one is negative
     */
    public static ColdStarts of(
            Map<String, TierSettings.Tier> tiers, TierDirectory directory, MeterRegistry registry) {
        Map<String, Duration> waits = new TreeMap<>();
        tiers.forEach((name, tier) -> {
            Duration wait = tier.coldStartWait();
            if (wait.isNegative()) {
                throw new IllegalArgumentException(
                        "strata.tiers.%s.cold-start-wait is negative: expected 0s or more, got %s; correct it"
                                .formatted(name, wait));
            }
            if (wait.isPositive()) {
                waits.put(name, wait);
            }
        });
        return new ColdStarts(directory, Map.copyOf(waits), registry);
    }

    /** Those of {@code tiers} that are down and are waited for; a full or failing one is not. */
    List<String> awaited(List<String> tiers) {
        return waits.isEmpty()
                ? List.of()
                : tiers.stream()
                        .filter(waits::containsKey)
                        .filter(tier -> directory.state(tier).health() instanceof TierHealth.Down)
                        .toList();
    }

    /** How long {@code tiers}, of {@link #awaited}, are waited for: the longest of their waits. */
    Duration longest(List<String> tiers) {
        return tiers.stream()
                .map(tier -> waits.getOrDefault(tier, Duration.ZERO))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** True where any of {@code tiers} may be called. */
    boolean isAnyUp(List<String> tiers) {
        return tiers.stream().anyMatch(directory::isUp);
    }

    /** A request begins to wait for {@code tiers}, or with -1 ends. */
    void count(List<String> tiers, int requests) {
        for (String tier : tiers) {
            AtomicInteger count = waiting.get(tier);
            if (count != null) {
                var _ = count.addAndGet(requests);
            }
        }
    }
}
