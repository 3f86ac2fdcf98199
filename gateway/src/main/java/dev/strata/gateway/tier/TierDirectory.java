package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import dev.strata.gateway.tier.TierEvent.Kind;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.router.TierHealth;
import dev.strata.service.trace.Traceparent;
import io.grpc.ChannelCredentials;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * The tiers that this gateway knows: calls them, and looks at their health at an interval.
 * Thread-safe.
 */
public final class TierDirectory implements TierCaller, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TierDirectory.class);

    private final TierSettings.Calls settings;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final Map<String, TierEndpoint> endpoints = new TreeMap<>();
    private final Map<String, Port> ports = new TreeMap<>();
    private final Map<String, TierState> states = new ConcurrentHashMap<>();
    private final Set<TierAttempt> active = ConcurrentHashMap.newKeySet();
    private final Set<TierEndpoint> looked = ConcurrentHashMap.newKeySet();
    private final AtomicLong modelsVersion = new AtomicLong();
    private final CompletableFuture<Boolean> firstLook = new CompletableFuture<>();

    /** One tier at its endpoint. */
    private record Port(TierEndpoint endpoint, Breaker breaker) {}

    /** A directory of {@code tiers}; nothing is called before {@link #start}. */
    public TierDirectory(
            Map<String, TierSettings.Tier> tiers,
            TierSettings.Calls settings,
            ChannelCredentials credentials,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.settings = settings;
        this.timer = timer;
        this.clock = clock;
        BreakerState.Rule rule =
                new BreakerState.Rule(settings.breakerFailures(), settings.breakerOpen().toNanos());
        tiers.forEach((name, tier) -> {
            TierEndpoint endpoint =
                    endpoints.computeIfAbsent(
                            tier.endpoint(),
                            at -> new TierEndpoint(at, settings.maxMessageBytes(), credentials));
            ports.put(name, new Port(endpoint, new Breaker(rule, System::nanoTime)));
            states.put(name, TierState.unknown(name));
        });
    }

    /** Begins to look at the tiers. */
    public void start() {
        long every = settings.describeInterval().toNanos();
        var _ = timer.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.NANOSECONDS);
        var _ = timer.scheduleWithFixedDelay(this::endSilent, every, every, TimeUnit.NANOSECONDS);
    }

    /** Completes when every endpoint has answered, or failed to, once. */
    public CompletionStage<?> firstLook() {
        return firstLook;
    }

    /** The tiers' names, in order. */
    public List<String> names() {
        return List.copyOf(ports.keySet());
    }

    /** What is known of each tier. */
    public Map<String, TierState> states() {
        return Map.copyOf(states);
    }

    /** What is known of one tier. */
    public TierState state(String tier) {
        return requireNonNull(states.get(tier), tier);
    }

    /** Grows whenever a tier's model is another than before. */
    public long modelsVersion() {
        return modelsVersion.get();
    }

    /** The models of the tiers that told what they run, whether they are up or not. */
    public Map<String, ModelIdentity> models() {
        Map<String, ModelIdentity> models = new TreeMap<>();
        states.forEach((name, state) -> state.model().ifPresent(model -> models.put(name, model)));
        return models;
    }

    /** The tiers' health as the router wants it: a tier whose breaker is open is down. */
    public Map<String, TierHealth> health() {
        Map<String, TierHealth> health = new HashMap<>();
        ports.forEach((name, port) ->
                health.put(
                        name,
                        port.breaker().allows()
                                ? state(name).health()
                                : new TierHealth.Down("its breaker is open")));
        return health;
    }

    /** 0 closed, 1 half-open, 2 open. */
    public int breakerGauge(String tier) {
        return port(tier).breaker().gauge();
    }

    /** Attempts at the tier that wait for their first token. */
    public long pending(String tier) {
        return active.stream().filter(attempt -> attempt.waitsFor(tier)).count();
    }

    /** True where the router may send requests to the tier. */
    public boolean isUp(String tier) {
        return port(tier).breaker().allows() && state(tier).health() instanceof TierHealth.Up;
    }

    /** How long the last look at the tier's process took; 0 before the first. */
    public long roundTripNanos(String tier) {
        return port(tier).endpoint().roundTripNanos();
    }

    /** How far the clock of the tier's process is ahead of this one's; 0 where it does not tell. */
    public double clockSkewSeconds(String tier) {
        return port(tier).endpoint().skew().seconds();
    }

    @Override
    public TierCall start(TierRequest request, Consumer<TierEvent> events) {
        Port port = port(request.tier());
        if (!port.breaker().tryCall()) {
            events.accept(
                    new TierEvent.Failed(
                            Kind.BREAKER_OPEN,
                            "tier '%s' failed repeatedly and is left alone for a moment"
                                    .formatted(request.tier()),
                            Optional.empty()));
            return _ -> {};
        }
        TierAttempt attempt = new TierAttempt(request.tier(), port.breaker(), events, active);
        // Not under the client's own call: what ends an attempt is decided in one place, the core.
        Context.ROOT.run(() ->
                traced(port.endpoint().stub(), request.traceparent())
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

    private Port port(String tier) {
        return requireNonNull(ports.get(tier), tier);
    }

    private void look() {
        for (TierEndpoint endpoint : endpoints.values()) {
            // A task that throws is never run again.
            try {
                endpoint.describe(
                        settings.describeTimeout(),
                        response -> heard(endpoint, response),
                        error -> lost(endpoint, error));
            } catch (RuntimeException e) {
                LOG.errorf(e, "the tiers at %s cannot be looked at", endpoint.address());
            }
        }
    }

    private void heard(TierEndpoint endpoint, DescribeResponse response) {
        endpoint.skew().take(response.getClockMillis(), clock.instant(), endpoint.roundTripNanos());
        update(endpoint, known -> TierDescriptions.read(known, response, clock.instant()));
    }

    private void lost(TierEndpoint endpoint, Throwable error) {
        String why = "it does not answer at %s: %s".formatted(endpoint.address(), reason(error));
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
        ports.forEach((name, port) -> {
            if (port.endpoint() == endpoint) {
                update(name, change);
            }
        });
        if (looked.add(endpoint) && looked.size() == endpoints.size()) {
            firstLook.complete(true);
        }
    }

    private void update(String tier, UnaryOperator<TierState> change) {
        AtomicBoolean isOther = new AtomicBoolean();
        states.computeIfPresent(
                tier,
                (_, known) -> {
                    TierState next = change.apply(known);
                    isOther.set(!next.model().equals(known.model()));
                    return next;
                });
        // After the state is there: who sees the new version must not read the old model.
        if (isOther.get()) {
            modelsVersion.incrementAndGet();
        }
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
        endpoints.values().forEach(TierEndpoint::close);
    }
}
