package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.cache.AnswerCache;
import dev.strata.gateway.capture.TrafficLog;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tier.TierCaller;
import dev.strata.router.DataClass;
import dev.strata.router.Message;
import dev.strata.router.Route;
import dev.strata.router.Router;
import dev.strata.router.RoutingRequest;
import dev.strata.router.TenantRules;
import dev.strata.router.TierHealth;
import dev.strata.router.conversation.ConversationMemory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Takes requests from both faces: checks, admits, routes and starts them. Thread-safe; never
 * blocks.
 */
public final class ChatDesk {
    private static final int WARM_UP_ROUTES = 300;

    private final Parts parts;
    private final ChatStart start;
    private final TurnAway turnAway;

    /**
     * Who works for it.
     *
     * @param running the requests under way
     * @param nanoClock monotonic
     */
    public record Parts(
            Mesh mesh,
            TierCaller tiers,
            Admission admission,
            AnswerCache cache,
            ConversationMemory memory,
            RequestIds ids,
            RequestTraces traces,
            TrafficLog traffic,
            Refusals refusals,
            ChatMetrics metrics,
            InFlight running,
            ColdStarts coldStarts,
            ChatSettings settings,
            InstantSource clock,
            LongSupplier nanoClock) {

        /** Remembers a turn; {@code rank} is that of the tier that answered, 1 before. */
        String remember(
                Tenant tenant, List<Message> messages, Route route, int rank, String token) {
            boolean isPrivate = route.dataClass() == DataClass.PRIVATE;
            return memory.remember(tenant.id(), messages, isPrivate, rank, token);
        }
    }

    /**
     * Who asks, and since when.
     *
     * @param receivedNanos of the monotonic clock, when the face got the request
     * @param timeLeft the caller's own deadline; empty where it set none
     * @param traceparent the caller's header of that name; may be empty
     */
    public record Caller(
            Tenant tenant, long receivedNanos, Optional<Duration> timeLeft, String traceparent) {}

    public ChatDesk(Parts parts) {
        this.parts = parts;
        this.turnAway = new TurnAway(parts);
        this.start = new ChatStart(parts, turnAway);
        parts.mesh().directory().names().forEach(this::showCalibration);
    }

    private void showCalibration(String tier) {
        parts.metrics().calibration(tier, () -> parts.mesh().isCalibrated(tier));
    }

    /**
     * Answers a command into {@code sink}. Where it is turned away at once, the sink is told before
     * this returns.
     *
     * @return the request under way, for its face to abandon; does nothing where it is over
     */
    public RunningChat open(Caller caller, ChatCommand command, AnswerSink sink) {
        String requestId = parts.ids().mint(caller.tenant().id()).toString();
        try {
            parts.running().requireOpen();
            ChatCommand read = named(caller.tenant(), command);
            CommandCheck.check(read);
            ChatStart.Asked asked = start.asked(caller, read, requestId, sink);
            CompletableFuture<Boolean> known = start.known(caller.tenant(), read);
            CompletableFuture<Admission.Outcome> outcome =
                    parts.admission()
                            .admit(caller.tenant(), asked.claim())
                            .thenCombine(known.exceptionally(_ -> false), (told, _) -> told);
            return outcome.isDone()
                    ? answered(asked, outcome.join())
                    : Opening.wait(
                            parts.running(),
                            outcome,
                            told -> turnAway.orGo(asked, () -> answered(asked, told)),
                            gone -> turnAway.of(asked, gone));
        } catch (GatewayException e) {
            return turnAway.of(caller, command, requestId, sink, e.failure());
        }
    }

    private RunningChat answered(ChatStart.Asked asked, Admission.Outcome outcome) {
        return switch (outcome) {
            case Admission.Outcome.Admitted in -> start.admitted(asked, in.ticket());
            case Admission.Outcome.Shed shed -> turnAway.of(asked, shed.failure());
        };
    }

    /** Turns away what could not even be read as a command, or whose caller is not known. */
    public void refuse(ChatCommand.Method method, Failure failure, AnswerSink sink) {
        parts.metrics().request(method.word(), failure.reason().name());
        sink.failed(failure, ChatResult.nothing(parts.ids().mint("").toString()));
    }

    /**
     * Makes the router over the tiers that are known now and routes a sample a few times, so that
     * the first request waits for neither. Runs nothing.
     */
    public void prepare() {
        Map<String, TierHealth> health = parts.mesh().health();
        RoutingRequest sample =
                RoutingRequest.of(
                        TenantRules.open("sample"), Message.user("How far is the moon from us?"));
        parts.mesh()
                .view()
                .router()
                .ifPresent(router -> {
                    for (int i = 0; i < WARM_UP_ROUTES; i++) {
                        var _ = router.route(sample, health);
                    }
                });
    }

    /** Says how {@code command} would be routed now, and runs nothing. */
    public CompletableFuture<Route> explain(Tenant tenant, ChatCommand command) {
        ChatCommand read = named(tenant, command);
        CommandCheck.check(read);
        Router router = parts.mesh().view().requireRouter();
        return start.known(tenant, read)
                .thenApply(_ -> router.route(start.routing(tenant, read), parts.mesh().health()));
    }

    private ChatCommand named(Tenant tenant, ChatCommand command) {
        return AdapterName.read(command, parts.mesh().modelNames(), tenant.rules());
    }

    /** The mesh that requests are routed over. */
    public Mesh mesh() {
        return parts.mesh();
    }

    /** Mints and checks the ids of requests. */
    public RequestIds ids() {
        return parts.ids();
    }

    /** The gateway's own metrics. */
    public ChatMetrics metrics() {
        return parts.metrics();
    }

    /** Ends requests whose clients do not read or whose time is up; called at an interval. */
    public void sweep() {
        parts.running().sweep(parts.nanoClock().getAsLong(), parts.settings().slowClient());
    }

    /** Refuses what comes from now on, and returns once what runs has ended or was cut. */
    public void drain() {
        parts.running().drain(parts.settings().drain());
    }
}
