package dev.strata.gateway.admin;

import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.chat.Mesh;
import dev.strata.gateway.tier.TierDirectory;
import dev.strata.router.TierHealth;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What operators see of the mesh now, as it is written to JSON. Thread-safe. */
public final class MeshState {
    private final Mesh mesh;
    private final TierDirectory directory;
    private final MeterRegistry meters;

    /** Of the mesh that these are of. */
    public MeshState(ChatDesk desk, TierDirectory directory, MeterRegistry meters) {
        this.mesh = desk.mesh();
        this.directory = directory;
        this.meters = meters;
    }

    /** Figures since the gateway started; costs in price units. */
    public Map<String, Object> now() {
        Map<String, Object> now = new LinkedHashMap<>();
        now.put("at", System.currentTimeMillis());
        now.put("tiers", tiers());
        now.put("in_flight", sum("strata.in.flight"));
        now.put("requests", sum("strata.requests"));
        now.put("failed", sum("strata.requests", "fault", "mesh"));
        now.put("escalations", sum("strata.escalations"));
        now.put("degraded", sum("strata.degraded"));
        now.put("cost", sum("strata.cost"));
        now.put("baseline", sum("strata.cost.baseline"));
        now.put("spool_bytes", sum("strata.capture.spool"));
        now.put("spool_age", sum("strata.capture.oldest.age"));
        now.put("events_sent", sum("strata.capture.sent"));
        now.put("events_dropped", sum("strata.capture.dropped"));
        return now;
    }

    /** Each tier, smallest first. */
    public List<Map<String, Object>> tiers() {
        return mesh.listings().stream().map(this::tier).toList();
    }

    private Map<String, Object> tier(Mesh.TierListing listing) {
        var state = listing.state();
        String name = state.tier();
        Map<String, Object> tier = new LinkedHashMap<>();
        tier.put("tier", name);
        tier.put("model", state.model().map(model -> model.model()).orElse(""));
        tier.put("zone", state.model().map(model -> model.zone().name()).orElse(""));
        tier.put("adapters", state.adapters());
        tier.put("context", state.model().map(model -> model.contextTokens()).orElse(0));
        TierHealth health = directory.health().get(name);
        switch (health) {
            case TierHealth.Up up -> {
                tier.put("up", true);
                tier.put("queued", up.queued());
                tier.put("queue_capacity", up.capacity());
            }
            case TierHealth.Degraded degraded -> {
                tier.put("up", true);
                tier.put("why", degraded.why());
            }
            case TierHealth.Down down -> {
                tier.put("up", false);
                tier.put("why", down.why());
            }
            case null -> tier.put("up", false);
        }
        tier.put("pending", directory.pending(name));
        tier.put("breaker", directory.breakerGauge(name));
        tier.put("round_trip_ms", directory.roundTripNanos(name) / 1e6);
        tier.put("calibrated", sum("strata.calibrated", "tier", name) > 0);
        tier.put("answers", sum("strata.time.to.first.token", "tier", name));
        tier.put("cost", sum("strata.cost", "tier", name));
        return tier;
    }

    /** Over all meters of that name and tags: counts, values of gauges, or how often timed. */
    private double sum(String name, String... tags) {
        return meters.find(name).tags(tags).meters().stream().mapToDouble(MeshState::value).sum();
    }

    private static double value(Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .filter(measurement -> KEPT.contains(measurement.getStatistic()))
                .mapToDouble(measurement -> measurement.getValue())
                .findFirst()
                .orElse(0);
    }

    private static final List<Statistic> KEPT = List.of(Statistic.COUNT, Statistic.VALUE);
}
