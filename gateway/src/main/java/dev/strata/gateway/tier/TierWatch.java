package dev.strata.gateway.tier;

import dev.strata.proto.tier.v1.DescribeResponse;
import io.grpc.Status;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Looks for the replicas of tiers and at them, at intervals: which there are, what they run, how
 * loaded they are, and which of them fails more than the others. Thread-safe.
 */
final class TierWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TierWatch.class);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int WINDOW_CALLS = 10;

    private final TierSettings.Calls settings;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final BreakerState.Rule breakerRule;
    private final TierEndpoints endpoints;
    private final Map<String, Tier> known = new TreeMap<>();
    private final Set<TierEndpoint> looked = ConcurrentHashMap.newKeySet();
    private final AtomicLong modelsVersion = new AtomicLong();
    private final AtomicBoolean resolving = new AtomicBoolean();
    private final CompletableFuture<Boolean> firstLook = new CompletableFuture<>();
    private volatile boolean resolved;

    /** One tier: where its replicas are looked for, and what is known of them. */
    private record Tier(List<String> targets, TierSeats seats) {}

    /** A watch over {@code tiers}; nothing is asked before {@link #start}. */
    TierWatch(
            Map<String, TierSettings.Tier> tiers,
            TierSettings.Calls settings,
            TierEndpoints endpoints,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.settings = settings;
        this.timer = timer;
        this.clock = clock;
        this.endpoints = endpoints;
        this.breakerRule =
                new BreakerState.Rule(settings.breakerFailures(), settings.breakerOpen().toNanos());
        tiers.forEach((name, tier) ->
                known.put(
                        name,
                        new Tier(
                                ReplicaAddress.targets(name, tier.endpoint()),
                                new TierSeats(name))));
    }

    /** The tiers by name; the map never changes. */
    Map<String, TierSeats> tiers() {
        Map<String, TierSeats> tiers = new TreeMap<>();
        known.forEach((name, tier) -> tiers.put(name, tier.seats()));
        return tiers;
    }

    /** Completes when every endpoint has answered, or failed to, once. */
    CompletionStage<?> firstLook() {
        return firstLook;
    }

    /** Grows whenever a tier's model is another than before. */
    long modelsVersion() {
        return modelsVersion.get();
    }

    void start() {
        long every = settings.describeInterval().toNanos();
        long names = settings.resolveInterval().toNanos();
        // The first look waits for the first addresses, not for its turn.
        resolve(() -> timer.execute(this::look));
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> resolve(() -> {}), names, names, TimeUnit.NANOSECONDS);
        var _ = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
        var _ =
                timer.scheduleWithFixedDelay(
                        this::eject, WINDOW.toNanos(), WINDOW.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Name services block: on a thread of its own, one at a time. */
    private void resolve(Runnable then) {
        if (!resolving.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual()
                .name("tier-names")
                .start(() -> {
                    try {
                        endpoints.resolve(
                                known.values().stream()
                                        .flatMap(tier -> tier.targets().stream())
                                        .collect(Collectors.toCollection(TreeSet::new)));
                        seat();
                        resolved = true;
                        then.run();
                    } catch (RejectedExecutionException _) {
                        // The gateway stops.
                    } catch (RuntimeException e) {
                        LOG.error("the tiers' addresses cannot be looked for", e);
                    } finally {
                        resolving.set(false);
                    }
                });
    }

    /** Gives every tier a seat at each of its endpoints; those that stay are kept. */
    private void seat() {
        known.forEach((name, tier) -> {
            TierSeats seats = tier.seats();
            synchronized (seats) {
                Map<TierEndpoint, Seat> before = new HashMap<>();
                seats.seats().forEach(seat -> before.put(seat.endpoint(), seat));
                seats.replace(
                        endpoints.of(tier.targets()).stream()
                                .map(endpoint ->
                                        before.getOrDefault(endpoint, newSeat(name, endpoint)))
                                .toList());
                gather(tier);
            }
        });
    }

    private Seat newSeat(String tier, TierEndpoint endpoint) {
        return new Seat(tier, endpoint, new Breaker(breakerRule, System::nanoTime));
    }

    private void gather(Tier tier) {
        // After the state is there: who sees the new version must not read the old model.
        if (tier.seats().gather(endpoints.problem(tier.targets()))) {
            modelsVersion.incrementAndGet();
        }
    }

    private void look() {
        List<TierEndpoint> all = endpoints.all();
        looked.retainAll(all);
        completeFirstLook(all);
        for (TierEndpoint endpoint : all) {
            // A task that throws is never run again.
            try {
                endpoint.describe(
                        settings.describeTimeout(),
                        response -> heard(endpoint, response),
                        error -> lost(endpoint, error));
            } catch (RuntimeException e) {
                LOG.errorf(e, "the tiers at %s cannot be looked at", endpoint.address().label());
            }
        }
    }

    private void heard(TierEndpoint endpoint, DescribeResponse response) {
        endpoint.skew().take(response.getClockMillis(), clock.instant(), endpoint.roundTripNanos());
        update(endpoint, known -> TierDescriptions.read(known, response, clock.instant()));
    }

    private void lost(TierEndpoint endpoint, Throwable error) {
        String why =
                "it does not answer at %s: %s".formatted(endpoint.address().label(), reason(error));
        update(endpoint, known -> known.down(why));
    }

    private static String reason(Throwable error) {
        String code = Status.fromThrowable(error).getCode().name();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return code + ", TLS says: " + cause.getMessage();
            }
        }
        return code;
    }

    private void update(TierEndpoint endpoint, UnaryOperator<TierState> change) {
        for (Tier tier : known.values()) {
            TierSeats seats = tier.seats();
            synchronized (seats) {
                seats.seats().stream()
                        .filter(seat -> seat.endpoint() == endpoint)
                        .forEach(seat -> seat.update(change.apply(seat.state())));
                gather(tier);
            }
        }
        looked.add(endpoint);
        completeFirstLook(endpoints.all());
    }

    private void completeFirstLook(List<TierEndpoint> all) {
        if (resolved && looked.containsAll(all)) {
            firstLook.complete(true);
        }
    }

    private void eject() {
        Outliers.Rule rule = new Outliers.Rule(WINDOW_CALLS, settings.ejectShare());
        known.values()
                .forEach(tier -> tier.seats().eject(rule, settings.ejectFor(), System.nanoTime()));
    }

    @Override
    public void close() {
        endpoints.close();
    }
}
