package dev.strata.gateway.chat;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.Route;
import dev.strata.router.RoutingRequest;
import dev.strata.router.conversation.ConversationMemory;
import dev.strata.router.policy.PriceList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** From a command that was understood to a request that runs. Thread-safe; never blocks. */
final class ChatStart {
    private final ChatDesk.Parts parts;
    private final TurnAway turnAway;

    ChatStart(ChatDesk.Parts parts, TurnAway turnAway) {
        this.parts = parts;
        this.turnAway = turnAway;
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
        List<String> silent = parts.mesh().silent(view, caller.tenant().rules());
        silent.forEach(tier -> parts.metrics().unmet(tier, 1));
        if (parts.coldStarts().awaited(silent).isEmpty()) {
            var _ = view.requireRouter();
        }
        return new Asked(
                caller, command, requestId, sink, view, upperBound(view.prices(), caller, command));
    }

    /**
     * Routes a request that was let in, and starts it, lets it wait for its tier, or says that
     * there is no way for it.
     *
     * @param ticket closed by the request, or where none was started
     */
    RunningChat admitted(Asked request, Admission.Ticket ticket) {
        LetIn entry;
        try {
            entry =
                    new LetIn(
                            request,
                            routing(request.caller().tenant(), request.command()),
                            ticket,
                            new OverheadClock(parts.nanoClock(), request.caller().receivedNanos()),
                            parts.clock().instant(),
                            parts.nanoClock().getAsLong(),
                            ThreadLocalRandom.current().nextDouble(),
                            false);
        } catch (RuntimeException e) {
            ticket.close(0, 0);
            throw e;
        }
        return begin(entry);
    }

    private RunningChat begin(LetIn entry) {
        boolean isKept = false;
        try {
            Optional<Mesh.Routed> routed = routed(entry);
            List<String> awaited = awaited(entry, routed);
            if (!awaited.isEmpty()) {
                isKept = true;
                return wait(entry, routed, awaited);
            }
            Mesh.Routed found = routed.orElseThrow(RouteFailure::noTier);
            ChatContext context = context(entry, found.policyVersion());
            String token = remember(entry, found.route());
            switch (found.route()) {
                case Route.Serve serve -> {
                    parts.metrics().decision(serve.initialTier(), serve);
                    Asked asked = entry.asked();
                    ChatRun.Start start =
                            new ChatRun.Start(
                                    context,
                                    asked.view(),
                                    serve,
                                    token,
                                    entry.ticket(),
                                    entry.clock(),
                                    asked.sink());
                    isKept = true;
                    return CachedChat.begin(parts, start);
                }
                case Route.Refuse refuse -> {
                    refuse(context, refuse, token, entry.clock(), entry.asked().sink());
                    return _ -> {};
                }
            }
        } finally {
            if (!isKept) {
                entry.ticket().close(0, 0);
            }
        }
    }

    /** Empty while no tier has told what it runs. */
    private Optional<Mesh.Routed> routed(LetIn entry) {
        Asked asked = entry.asked();
        if (asked.view().router().isEmpty()) {
            return Optional.empty();
        }
        Mesh.Routed routed =
                asked.view()
                        .route(
                                entry.question(),
                                parts.mesh().health(),
                                asked.requestId(),
                                entry.draw());
        if (!entry.hasWaited()) {
            routed.route().unmetTier().ifPresent(tier -> parts.metrics().unmet(tier, 1));
        }
        return Optional.of(routed);
    }

    /** The tiers that it waits for before it goes on by policy; any of them will do. */
    private List<String> awaited(LetIn entry, Optional<Mesh.Routed> routed) {
        if (entry.hasWaited()) {
            return List.of();
        }
        Asked asked = entry.asked();
        List<String> silent = parts.mesh().silent(asked.view(), asked.caller().tenant().rules());
        String model = asked.command().model();
        List<String> wanted =
                silent.contains(model)
                        ? List.of(model)
                        : routed.map(found -> found.route().unmetTier().stream().toList())
                                .orElse(silent);
        return parts.coldStarts().awaited(wanted);
    }

    private RunningChat wait(LetIn entry, Optional<Mesh.Routed> routed, List<String> tiers) {
        Asked asked = entry.asked();
        return ColdWait.begin(
                parts,
                new ColdWait.Wait(
                        tiers,
                        entry.clock(),
                        asked.caller().receivedNanos() + allowed(asked.caller()).toNanos(),
                        () -> turnAway.orGo(asked, () -> begin(entry.afterWait(viewNow(asked)))),
                        (reason, last) -> left(entry, routed, reason, last)));
    }

    /** The mesh as it is now, at the prices that the request was let in with. */
    private Mesh.View viewNow(Asked asked) {
        return parts.mesh().view(asked.view().prices());
    }

    /** Ends a request that did not outlast its wait. */
    private void left(
            LetIn entry, Optional<Mesh.Routed> routed, ErrorReason reason, Runnable last) {
        entry.ticket().close(0, 0);
        AnswerSink sink = entry.asked().sink();
        if (routed.isEmpty()) {
            var _ =
                    turnAway.of(
                            entry.asked(),
                            Failure.of(reason, "the request ended before any tier had started"));
            last.run();
            return;
        }
        Route route = routed.get().route();
        ChatContext context = context(entry, routed.get().policyVersion());
        Ending ending = new Ending(parts, context, route, remember(entry, route));
        ChatResult result = ending.result(List.of(), false, false, entry.clock().overheadMs());
        ending.conclude(
                List.of(),
                result,
                Optional.of(reason),
                told -> sink.failed(ending.failure(told.orElse(reason)), result),
                last);
    }

    private String remember(LetIn entry, Route route) {
        ChatCommand command = entry.asked().command();
        return parts.remember(
                entry.asked().caller().tenant(),
                command.messages(),
                route,
                1,
                command.privacyToken());
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

    private ChatContext context(LetIn entry, String policyVersion) {
        Asked asked = entry.asked();
        ChatDesk.Caller caller = asked.caller();
        return new ChatContext(
                caller.tenant(),
                asked.command(),
                parts.ids(),
                parts.traces()
                        .begin(
                                caller.traceparent(),
                                asked.command(),
                                asked.requestId(),
                                entry.started(),
                                entry.startNanos()),
                asked.requestId(),
                entry.started(),
                caller.receivedNanos(),
                allowed(caller),
                asked.claim(),
                policyVersion,
                asked.view().prices());
    }

    private Duration allowed(ChatDesk.Caller caller) {
        return caller.timeLeft()
                .filter(left -> left.compareTo(parts.settings().timeout()) < 0)
                .orElse(parts.settings().timeout());
    }

    /** Bytes bound the prompt's tokens, and the dearest tier that it may use their cost. */
    private Claim upperBound(PriceList prices, ChatDesk.Caller caller, ChatCommand command) {
        long bytes = command.promptBytes();
        Tenant tenant = caller.tenant();
        int maxTokens = command.answer().maxTokens();
        return new Claim(
                bytes + maxTokens,
                tenant.limits().costPerMonth() > 0
                        ? parts.mesh().highestCost(prices, tenant.rules(), bytes, maxTokens)
                        : 0,
                parts.clock().instant().plus(allowed(caller)));
    }
}
