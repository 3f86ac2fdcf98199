package dev.strata.gateway.chat;

import dev.strata.gateway.tier.ReplicaState;
import dev.strata.gateway.tier.TierDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Metrics of each replica that there is now; those that went are shown no longer. One thread. */
public final class ReplicaMetrics {
    private final TierDirectory directory;
    private final MultiGauge breaker;
    private final MultiGauge load;
    private final MultiGauge in;

    /** Metrics of {@code directory}'s replicas, in {@code registry}. */
    public ReplicaMetrics(MeterRegistry registry, TierDirectory directory) {
        this.directory = directory;
        this.breaker =
                MultiGauge.builder("strata.replica.breaker.state")
                        .description("0 closed, 1 half-open, 2 open")
                        .register(registry);
        this.load =
                MultiGauge.builder("strata.replica.load")
                        .description(
                                "Requests at the replica: reported ones and this gateway's since")
                        .register(registry);
        this.in =
                MultiGauge.builder("strata.replica.in")
                        .description("1 where the replica is ready and not left out")
                        .register(registry);
    }

    /** Shows the replicas of now; called at an interval. */
    public void look() {
        List<ReplicaState> replicas = directory.replicas();
        show(breaker, replicas, ReplicaState::breakerGauge);
        show(load, replicas, ReplicaState::load);
        show(in, replicas, replica -> replica.isIn() ? 1 : 0);
    }

    private static void show(
            MultiGauge gauge, List<ReplicaState> replicas, ToDoubleFunction<ReplicaState> value) {
        List<MultiGauge.Row<?>> rows =
                replicas.stream()
                        .<MultiGauge.Row<?>>map(replica ->
                                MultiGauge.Row.of(
                                        Tags.of(
                                                "tier", replica.tier(),
                                                "replica", replica.replica()),
                                        () -> value.applyAsDouble(replica)))
                        .toList();
        gauge.register(rows, true);
    }
}
