package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.tier.TierEvent.Kind;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.router.TierHealth;
import dev.strata.service.trace.Traceparent;
import io.grpc.ChannelCredentials;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The tiers that this gateway knows: calls them, and looks at their health at an interval.
 * Thread-safe.
 */
public final class TierDirectory implements TierCaller, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TierDirectory.class);

    private final TierSettings.Calls settings;
    private final ScheduledExecutorService timer;
    private final TierWatch watch;
    private final RetryBudget retries;
    private final Map<String, TierSeats> tiers;
    private final List<String> names;
    private final Set<TierAttempt> active = ConcurrentHashMap.newKeySet();

    /** A directory of {@code tiers}; nothing is called before {@link #start}. */
    public TierDirectory(
            Map<String, TierSettings.Tier> tiers,
            TierSettings.Calls settings,
            ChannelCredentials credentials,
            EventLoops loops,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this(
                tiers,
                settings,
                new TierEndpoints(
                        ReplicaAddress.Names.SYSTEM,
                        settings.maxMessageBytes(),
                        credentials,
                        loops),
                timer,
                clock);
    }

    TierDirectory(
            Map<String, TierSettings.Tier> tiers,
            TierSettings.Calls settings,
            TierEndpoints endpoints,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.settings = settings;
        this.timer = timer;
        this.watch = new TierWatch(tiers, settings, endpoints, timer, clock);
        this.tiers = watch.tiers();
        this.names = List.copyOf(tiers.keySet());
        this.retries = new RetryBudget(settings.retryShare(), System::nanoTime);
    }

    /** Begins to look for the tiers and at them. */
    public void start() {
        watch.start();
        long every = settings.describeInterval().toNanos();
        var _ = timer.scheduleWithFixedDelay(this::endSilent, every, every, TimeUnit.NANOSECONDS);
    }

    /** Completes when every endpoint has answered, or failed to, once. */
    public CompletionStage<?> firstLook() {
        return watch.firstLook();
    }

    /** The tiers' names, in order. */
    public List<String> names() {
        return names;
    }

    /** What is known of each tier. */
    public Map<String, TierState> states() {
        Map<String, TierState> states = new TreeMap<>();
        tiers.forEach((name, tier) -> states.put(name, tier.state()));
        return states;
    }

    /** What is known of one tier. */
    public TierState state(String tier) {
        return seats(tier).state();
    }

    /** Grows whenever a tier's model is another than before. */
    public long modelsVersion() {
        return watch.modelsVersion();
    }

    /** The models of the tiers that told what they run, whether they are up or not. */
    public Map<String, ModelIdentity> models() {
        Map<String, ModelIdentity> models = new TreeMap<>();
        states().forEach(
                        (name, state) -> state.model().ifPresent(model -> models.put(name, model)));
        return models;
    }

    /** The tiers' health as the router wants it: a tier whose breaker is open is down. */
    public Map<String, TierHealth> health() {
        Map<String, TierHealth> health = new HashMap<>();
        tiers.forEach((name, tier) ->
                health.put(
                        name,
                        tier.allows()
                                ? tier.state().health()
                                : new TierHealth.Down("its breaker is open")));
        return health;
    }

    /** That of the tier's best replica: 0 closed, 1 half-open, 2 open. */
    public int breakerGauge(String tier) {
        return seats(tier).breakerGauge();
    }

    /** Attempts at the tier that wait for their first token. */
    public long pending(String tier) {
        return active.stream().filter(attempt -> attempt.waitsFor(tier)).count();
    }

    /** Attempts at tiers that are under way. */
    public int attempts() {
        return active.size();
    }

    /** True where the router may send requests to the tier. */
    public boolean isUp(String tier) {
        return seats(tier).allows() && state(tier).health() instanceof TierHealth.Up;
    }

    /** How long the last look at the slowest of its replicas took; 0 before the first. */
    public long roundTripNanos(String tier) {
        return seats(tier).seats().stream()
                .mapToLong(seat -> seat.endpoint().roundTripNanos())
                .max()
                .orElse(0);
    }

    /** Every replica of every tier, and how it stands. */
    public List<ReplicaState> replicas() {
        return tiers.values().stream()
                .flatMap(tier -> tier.seats().stream())
                .map(ReplicaState::new)
                .toList();
    }

    @Override
    public boolean hasOther(String tier, Set<String> failed) {
        return seats(tier).hasOther(failed);
    }

    @Override
    public boolean tryAgain(String tier, Set<String> failed) {
        return hasOther(tier, failed) && retries.tryRetry();
    }

    /** How far the farthest clock of its replicas is ahead of this one's; 0 where none tells. */
    public double clockSkewSeconds(String tier) {
        return seats(tier).seats().stream()
                .map(seat -> seat.endpoint().skew().seconds())
                .max(Comparator.comparingDouble(Math::abs))
                .orElse(0.0);
    }

    @Override
    public TierCall start(TierRequest request, Consumer<TierEvent> events) {
        if (request.failed().isEmpty()) {
            retries.requested();
        }
        Optional<Seat> taken =
                seats(request.tier())
                        .take(
                                () -> Affinity.key(request),
                                request.failed(),
                                request.adapter(),
                                ThreadLocalRandom.current());
        if (taken.isEmpty()) {
            events.accept(
                    new TierEvent.Failed(
                            Kind.BREAKER_OPEN,
                            "tier '%s' failed repeatedly and is left alone for a moment"
                                    .formatted(request.tier()),
                            Optional.empty()));
            return TierCall.NONE;
        }
        Seat seat = taken.get();
        TierAttempt attempt = new TierAttempt(seat, events, active);
        // Not under the client's own call: what ends an attempt is decided in one place, the core.
        Context.ROOT.run(() ->
                traced(seat.endpoint().stub(), request.traceparent())
                        .withDeadlineAfter(
                                Math.max(1, request.timeLeft().toNanos()), TimeUnit.NANOSECONDS)
                        .generate(TierCodec.encode(request), attempt));
        return attempt;
    }

    private static TierGrpc.TierStub traced(TierGrpc.TierStub stub, String traceparent) {
        if (traceparent.isEmpty()) {
            return stub;
        }
        Metadata headers = new Metadata();
        headers.put(Traceparent.METADATA, traceparent);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private TierSeats seats(String tier) {
        return requireNonNull(tiers.get(tier), tier);
    }

    private void endSilent() {
        long limit = settings.silence().toNanos();
        for (TierAttempt attempt : active) {
            try {
                attempt.endIfSilent(limit);
            } catch (RuntimeException e) {
                LOG.error("a silent attempt cannot be ended", e);
            }
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
