package dev.strata.gateway.shared;

import dev.strata.gateway.admit.Allowance;
import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.admit.Minutes;
import dev.strata.router.conversation.FloorStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The store that gateways share, or none where none is configured. Thread-safe. */
public final class SharedStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SharedStore.class);

    /** How long a process that ends waits for its last charges to be taken. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final Optional<Parts> parts;

    private record Parts(
            RedisStore store, Settlements settlements, SharedLimits limits, SharedFloors floors) {}

    private SharedStore(Optional<Parts> parts) {
        this.parts = parts;
    }

    /**
     * The store of these settings; it is away until the first {@link #look} went well.
     *
     * @throws IllegalArgumentException where the address is none
     */
    public static SharedStore of(
            SharedSettings settings, Vertx vertx, InstantSource clock, MeterRegistry meters) {
        SharedStore shared =
                new SharedStore(settings.url().map(url -> parts(settings, url, vertx, clock)));
        shared.show(meters);
        return shared;
    }

    private static Parts parts(
            SharedSettings settings, String url, Vertx vertx, InstantSource clock) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        RedisStore store = new RedisStore(vertx, settings, url, id);
        Settlements settlements = new Settlements(store, id);
        Minutes fallback = new Minutes(System::nanoTime);
        return new Parts(
                store,
                settlements,
                new SharedLimits(store, settlements, fallback, clock, id),
                new SharedFloors(store, settings.floorsKept()));
    }

    private void show(MeterRegistry meters) {
        Gauge.builder("strata.shared.up", this, s -> s.problem().isEmpty() ? 1 : 0)
                .description("0 where a shared store is configured and does not answer")
                .register(meters);
        Gauge.builder("strata.shared.replicas", this, SharedStore::replicas)
                .description("Gateways that share the store, as last known")
                .register(meters);
        Gauge.builder("strata.shared.owed.tokens", this, s -> s.owed().tokens())
                .description("Tokens used and not charged in the shared store yet")
                .register(meters);
        FunctionCounter.builder("strata.shared.missed", this, SharedStore::missed)
                .description("Decisions on limits made without the shared store")
                .register(meters);
    }

    /** The limits that stand in it; empty where no store is configured. */
    public Optional<Allowance> limits() {
        return parts.map(Parts::limits);
    }

    /** What conversations needed, as all know it; empty where no store is configured. */
    public Optional<FloorStore> floors() {
        return parts.map(Parts::floors);
    }

    /** What tenants used, as the store knows it; empty where none is configured. */
    public Optional<Budgets> budgets() {
        return parts.map(Parts::store)
                .map(store ->
                        tenant ->
                                store.run(Script.USED, SharedKeys.of(store, tenant), List.of())
                                        .thenApply(told ->
                                                new Budgets.Used(told.get(0), told.get(1) / 1e6)));
    }

    /** Looks whether it is there, and sends what waits for it. One thread. */
    public void look() {
        try {
            parts.ifPresent(known -> {
                known.store().look();
                known.settlements().flush();
                known.floors().flush();
            });
        } catch (RuntimeException e) {
            // A task that throws is never run again.
            LOG.error("the shared store cannot be looked at", e);
        }
    }

    /** Why it is away; empty where it is there, or none is configured. */
    public Optional<String> problem() {
        return parts.flatMap(known -> known.store().problem());
    }

    /** True where one is configured. */
    public boolean isConfigured() {
        return parts.isPresent();
    }

    /** Gateways that share it, as last known; at least 1. */
    public int replicas() {
        return parts.map(known -> known.store().replicas()).orElse(1);
    }

    /** True where the store has all that conversations needed here. */
    boolean isTold() {
        return parts.map(known -> known.floors().isTold()).orElse(true);
    }

    /** True where nothing waits to be charged or given back. */
    boolean isSettled() {
        return parts.map(known -> known.settlements().isSettled()).orElse(true);
    }

    private Settlements.Owed owed() {
        return parts.map(known -> known.settlements().owed()).orElse(new Settlements.Owed(0, 0));
    }

    private long missed() {
        return parts.map(known -> known.limits().withoutStore()).orElse(0L);
    }

    /** Waits a moment for the last charges to be taken, and says which were not. */
    @Override
    public void close() {
        parts.ifPresent(known -> {
            long end = System.nanoTime() + LAST.toNanos();
            known.settlements().flush();
            while (!known.settlements().isSettled()
                    && known.store().isUp()
                    && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            Settlements.Owed owed = owed();
            if (owed.tokens() > 0 || owed.cost() > 0) {
                LOG.errorf(
                        "the shared store is away at the end: %d tokens and a cost of %s are not charged to budgets",
                        owed.tokens(), owed.cost());
            }
            known.store().close();
        });
    }
}
