package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Claim;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Takes requests from both faces: checks, admits, routes and starts them. Thread-safe; never
 * blocks.
 */
public final class ChatDesk {
    private static final int WARM_UP_ROUTES = 300;

    private final Parts parts;

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
            ConversationMemory memory,
            RequestIds ids,
            RequestTraces traces,
            TrafficLog traffic,
            ChatMetrics metrics,
            InFlight running,
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
            CommandCheck.check(command);
            return admitted(caller, command, requestId, sink);
        } catch (GatewayException e) {
            parts.metrics().request(command.method().word(), e.failure().reason().name());
            sink.failed(e.failure(), ChatResult.nothing(requestId));
            return _ -> {};
        }
    }

    /** Turns away what could not even be read as a command, or whose caller is not known. */
    public void refuse(ChatCommand.Method method, Failure failure, AnswerSink sink) {
        parts.metrics().request(method.word(), failure.reason().name());
        sink.failed(failure, ChatResult.nothing(parts.ids().mint("").toString()));
    }

    private RunningChat admitted(
            Caller caller, ChatCommand command, String requestId, AnswerSink sink) {
        Mesh.View view = parts.mesh().view();
        var _ = view.requireRouter();
        Claim claim = upperBound(caller, command);
        Admission.Ticket ticket = parts.admission().admit(caller.tenant(), claim);
        boolean started = false;
        try {
            OverheadClock clock = new OverheadClock(parts.nanoClock(), caller.receivedNanos());
            RoutingRequest asked = routing(caller.tenant(), command);
            double draw = ThreadLocalRandom.current().nextDouble();
            Mesh.Routed routed = view.route(asked, parts.mesh().health(), requestId, draw);
            Route route = routed.route();
            ChatContext context =
                    context(caller, command, requestId, claim, routed.policyVersion());
            String token =
                    parts.remember(
                            caller.tenant(), command.messages(), route, 1, command.privacyToken());
            switch (route) {
                case Route.Serve serve -> {
                    parts.metrics().decision(serve.initialTier(), serve);
                    ChatRun run =
                            new ChatRun(
                                    parts,
                                    new ChatRun.Start(
                                            context, view, serve, token, ticket, clock, sink));
                    started = true;
                    run.start();
                    return run;
                }
                case Route.Refuse refuse -> {
                    refuse(context, refuse, token, clock, sink);
                    return _ -> {};
                }
            }
        } finally {
            if (!started) {
                ticket.close(0, 0);
            }
        }
    }

    private void refuse(
            ChatContext context,
            Route.Refuse route,
            String token,
            OverheadClock clock,
            AnswerSink sink) {
        Failure failure = RouteFailure.of(parts.mesh(), context.command(), route);
        parts.metrics().decision("", route);
        Ending ending = new Ending(parts, context, route, token);
        ChatResult result = ending.result(List.of(), false, false, clock.overheadMs());
        sink.failed(failure, result);
        ending.record(List.of(), result, Optional.of(failure.reason()));
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
    public Route explain(Tenant tenant, ChatCommand command) {
        CommandCheck.check(command);
        Router router = parts.mesh().view().requireRouter();
        return router.route(routing(tenant, command), parts.mesh().health());
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

    private RoutingRequest routing(Tenant tenant, ChatCommand command) {
        ConversationMemory.Recalled recalled =
                parts.memory().recall(tenant.id(), command.messages(), command.privacyToken());
        return new RoutingRequest(
                command.messages(),
                command.model(),
                command.answer().maxTokens(),
                command.needs(),
                command.sensitivity(),
                command.objective(),
                tenant.rules(),
                recalled.privacy(),
                command.textBesideMessages(),
                command.wishes().needing(recalled.rank()));
    }

    private ChatContext context(
            Caller caller,
            ChatCommand command,
            String requestId,
            Claim claim,
            String policyVersion) {
        Duration allowed = allowed(caller);
        Instant started = parts.clock().instant();
        return new ChatContext(
                caller.tenant(),
                command,
                parts.ids(),
                parts.traces()
                        .begin(
                                caller.traceparent(),
                                command,
                                requestId,
                                started,
                                parts.nanoClock().getAsLong()),
                requestId,
                started,
                caller.receivedNanos(),
                allowed,
                claim,
                policyVersion,
                parts.mesh().pricesVersion());
    }

    private Duration allowed(Caller caller) {
        return caller.timeLeft()
                .filter(left -> left.compareTo(parts.settings().timeout()) < 0)
                .orElse(parts.settings().timeout());
    }

    /** Bytes bound the prompt's tokens, and the dearest tier that it may use their cost. */
    private Claim upperBound(Caller caller, ChatCommand command) {
        long bytes = command.promptBytes();
        Tenant tenant = caller.tenant();
        int maxTokens = command.answer().maxTokens();
        return new Claim(
                bytes + maxTokens,
                tenant.limits().costPerMonth() > 0
                        ? parts.mesh().highestCost(tenant.rules(), bytes, maxTokens)
                        : 0,
                parts.clock().instant().plus(allowed(caller)));
    }
}
