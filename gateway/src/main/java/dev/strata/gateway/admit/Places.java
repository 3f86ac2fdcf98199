package dev.strata.gateway.admit;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The places of the gateway, of which a limit says how many there are: the unimportant go without
 * first, and in a crowd whoever has more than its share. Thread-safe; never blocks.
 */
final class Places {
    /** Of the limit, what requests of low priority may fill. */
    private static final double LOW_SHARE = .7;

    /** Of the limit, what is left to requests of high priority beyond it. */
    private static final double HIGH_EXTRA = .1;

    /** Of the limit, from where on shares count. */
    private static final double CROWD = .9;

    private final AdaptiveLimit limit;
    private final LongSupplier nanoClock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, AtomicInteger> byTenant = new ConcurrentHashMap<>();
    private final Map<Shed, Counter> sheds = new EnumMap<>(Shed.class);

    /** Why a request has no place. */
    private enum Shed {
        /** There is none left. */
        FULL,
        /** None is left to its class. */
        PRIORITY,
        /** Its tenant has its share, and there is a crowd. */
        SHARE
    }

    Places(AdaptiveLimit limit, LongSupplier nanoClock, MeterRegistry registry) {
        this.limit = limit;
        this.nanoClock = nanoClock;
        for (Shed why : Shed.values()) {
            sheds.put(
                    why,
                    Counter.builder("strata.admit.shed")
                            .description("Requests shed since the gateway was full, by why these")
                            .tag("reason", why.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("strata.admit.limit", limit, AdaptiveLimit::limit)
                .description("Requests that may be under way; it follows how long tiers take")
                .register(registry);
    }

    /** So many places, whatever happens. */
    static Places fixed(int most) {
        return new Places(
                new AdaptiveLimit(most, most, Duration.ZERO, Duration.ZERO),
                System::nanoTime,
                new CompositeMeterRegistry());
    }

    /** As the settings say. */
    static Places of(AdmitSettings settings, LongSupplier nanoClock, MeterRegistry registry) {
        int most = settings.inFlight();
        return new Places(
                new AdaptiveLimit(
                        settings.adaptive() ? settings.leastInFlight() : most,
                        most,
                        settings.tolerableWait(),
                        settings.window()),
                nanoClock,
                registry);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Takes a place; why there is none where there is none. */
    Optional<Failure> take(Tenant tenant) {
        int all = inFlight.incrementAndGet();
        AtomicInteger counter = byTenant.computeIfAbsent(tenant.id(), _ -> new AtomicInteger());
        int own = counter.incrementAndGet();
        int most = limit.limit();
        Optional<Shed> shed = shed(tenant.limits().priority(), all, own, most);
        if (shed.isEmpty()) {
            return Optional.empty();
        }
        giveBack(tenant);
        Counter count = sheds.get(shed.get());
        if (count != null) {
            count.increment();
        }
        return Optional.of(
                switch (shed.get()) {
                    case FULL, PRIORITY -> LimitFailure.full(most);
                    case SHARE -> LimitFailure.share(tenant, share(most));
                });
    }

    private Optional<Shed> shed(Tenant.Priority priority, int all, int own, int most) {
        if (all > limit.most()) {
            return Optional.of(Shed.FULL);
        }
        boolean fits =
                switch (priority) {
                    case LOW -> all <= Math.max(1, most * LOW_SHARE);
                    case NORMAL -> all <= most;
                    case HIGH -> all <= most + Math.ceil(most * HIGH_EXTRA);
                };
        if (!fits) {
            return Optional.of(all > most ? Shed.FULL : Shed.PRIORITY);
        }
        boolean isCrowd = all > most * CROWD && priority != Tenant.Priority.HIGH;
        return isCrowd && own > share(most) ? Optional.of(Shed.SHARE) : Optional.empty();
    }

    /** What each tenant may have in a crowd, of those that have anything. */
    private int share(int most) {
        int active = 0;
        for (AtomicInteger counter : byTenant.values()) {
            active += counter.get() > 0 ? 1 : 0;
        }
        return Math.max(1, most / Math.max(1, active));
    }

    void giveBack(Tenant tenant) {
        AtomicInteger counter = byTenant.get(tenant.id());
        if (counter != null) {
            counter.decrementAndGet();
        }
        inFlight.decrementAndGet();
    }

    /** A tier had read a request's prompt after so long. */
    void waited(String tier, long nanos) {
        limit.waited(tier, nanos, inFlight.get(), nanoClock.getAsLong());
    }
}
