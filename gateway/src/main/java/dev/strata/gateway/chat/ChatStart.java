package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.Route;
import dev.strata.router.RoutingRequest;
import dev.strata.router.conversation.ConversationMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** From a command that was understood to a request that runs. Thread-safe; never blocks. */
final class ChatStart {
    private final ChatDesk.Parts parts;

    ChatStart(ChatDesk.Parts parts) {
        this.parts = parts;
    }

    /** A request, as it stands when leave is asked for it. */
    record Asked(
            ChatDesk.Caller caller,
            ChatCommand command,
            String requestId,
            AnswerSink sink,
            Mesh.View view,
            Claim claim) {}

    /**
     * Puts together what it takes to ask for leave.
     *
     * @throws dev.strata.gateway.error.GatewayException where no tier has started yet
     */
    Asked asked(ChatDesk.Caller caller, ChatCommand command, String requestId, AnswerSink sink) {
        Mesh.View view = parts.mesh().view();
        // It may be at no pod at all: demand brings it up, and then it tells what it runs.
        parts.mesh()
                .silent(view, caller.tenant().rules())
                .forEach(tier -> parts.metrics().unmet(tier, 1));
        var _ = view.requireRouter();
        return new Asked(caller, command, requestId, sink, view, upperBound(caller, command));
    }

    /**
     * Routes a request that was let in, and starts it or says that there is no way for it.
     *
     * @param ticket closed by the request, or where none was started
     */
    RunningChat admitted(Asked request, Admission.Ticket ticket) {
        ChatDesk.Caller caller = request.caller();
        ChatCommand command = request.command();
        boolean started = false;
        try {
            OverheadClock clock = new OverheadClock(parts.nanoClock(), caller.receivedNanos());
            RoutingRequest asked = routing(caller.tenant(), command);
            double draw = ThreadLocalRandom.current().nextDouble();
            Mesh.Routed routed =
                    request.view().route(asked, parts.mesh().health(), request.requestId(), draw);
            Route route = routed.route();
            ChatContext context =
                    context(
                            caller,
                            command,
                            request.requestId(),
                            request.claim(),
                            routed.policyVersion());
            String token =
                    parts.remember(
                            caller.tenant(), command.messages(), route, 1, command.privacyToken());
            switch (route) {
                case Route.Serve serve -> {
                    parts.metrics().decision(serve.initialTier(), serve);
                    ChatRun.Start start =
                            new ChatRun.Start(
                                    context,
                                    request.view(),
                                    serve,
                                    token,
                                    ticket,
                                    clock,
                                    request.sink());
                    started = true;
                    return CachedChat.begin(parts, start);
                }
                case Route.Refuse refuse -> {
                    refuse(context, refuse, token, clock, request.sink());
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

    /** Done when {@link #routing} knows what other gateways know of the conversation. */
    CompletableFuture<Boolean> known(Tenant tenant, ChatCommand command) {
        return parts.memory().fetch(tenant.id(), command.messages());
    }

    /** The command as the router wants it, with what its conversation needed. */
    RoutingRequest routing(Tenant tenant, ChatCommand command) {
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
            ChatDesk.Caller caller,
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

    private Duration allowed(ChatDesk.Caller caller) {
        return caller.timeLeft()
                .filter(left -> left.compareTo(parts.settings().timeout()) < 0)
                .orElse(parts.settings().timeout());
    }

    /** Bytes bound the prompt's tokens, and the dearest tier that it may use their cost. */
    private Claim upperBound(ChatDesk.Caller caller, ChatCommand command) {
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
