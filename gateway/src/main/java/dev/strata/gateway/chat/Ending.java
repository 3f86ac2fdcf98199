package dev.strata.gateway.chat;

import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.cache.StoredAnswer;
import dev.strata.gateway.capture.TrafficLog;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import dev.strata.gateway.tool.CallText;
import dev.strata.router.Message;
import dev.strata.router.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Puts together what a run's client is told and what is recorded. Guarded by its run's lock. */
final class Ending {
    /** What the mesh owes to itself; the rest is the client's. */
    private static final Set<ErrorReason> LOST =
            EnumSet.of(
                    ErrorReason.TIERS_UNAVAILABLE,
                    ErrorReason.TIER_LOST,
                    ErrorReason.DEADLINE_EXCEEDED);

    private final ChatDesk.Parts parts;
    private final ChatContext context;
    private final Route route;
    private final String privacyToken;
    private String lastFailure = "";
    private Optional<Duration> retryAfter = Optional.empty();

    Ending(ChatDesk.Parts parts, ChatContext context, Route route, String privacyToken) {
        this.parts = parts;
        this.context = context;
        this.route = route;
        this.privacyToken = privacyToken;
    }

    /** Keeps why an attempt failed, for the words of the request's own failure. */
    void failure(String tier, TierEvent.Failed failed) {
        lastFailure =
                switch (failed.kind()) {
                    // About the request itself: the tier's words are for its client.
                    case INVALID, UNSUPPORTED, UNKNOWN_ADAPTER, CONTEXT_EXCEEDED ->
                            failed.message();
                    case QUEUE_FULL, UNAVAILABLE, BREAKER_OPEN, STALLED, DEADLINE, BROKEN ->
                            "tier '%s': %s".formatted(tier, failed.kind());
                };
        retryAfter = failed.retryAfter();
    }

    AnswerSink.CommittedAnswer committed(AttemptLog attempt) {
        return new AnswerSink.CommittedAnswer(
                context.requestId(),
                attempt.tier(),
                attempt.model().model(),
                route.code().name(),
                route.reason());
    }

    Failure failure(ErrorReason reason) {
        String message =
                switch (reason) {
                    case INVALID_ARGUMENT, CONTEXT_EXCEEDED -> lastFailure;
                    case OVERLOADED ->
                            "every tier that may answer is full: expected room in a queue, got %s; come again shortly"
                                    .formatted(lastFailure);
                    case TIERS_UNAVAILABLE ->
                            "no tier could answer: expected one that is up, got %s; come again shortly"
                                    .formatted(lastFailure);
                    case TIER_LOST ->
                            "the answer broke off: expected its end, got %s; what came so far is not whole, ask again"
                                    .formatted(lastFailure);
                    case STOPPING ->
                            "the gateway is stopping: expected the answer to end before it, got none; what came so far is not whole, ask again";
                    case DEADLINE_EXCEEDED ->
                            "the request's time ran out: expected an answer within %d ms; allow more time or ask for fewer tokens"
                                    .formatted(context.allowed().toMillis());
                    case CLIENT_GONE -> "the client left";
                    case CLIENT_TOO_SLOW ->
                            "the client reads too slowly: expected it to take what it was sent within %d ms; read faster or ask again without streaming"
                                    .formatted(parts.settings().slowClient().toMillis());
                    case CAPTURE_UNAVAILABLE ->
                            "the request was not recorded, and this gateway answers none that is not: expected room on its disk, got none; ask again later";
                    default -> "the gateway failed: request '%s'".formatted(context.requestId());
                };
        return new Failure(
                reason,
                message,
                "",
                reason == ErrorReason.TIERS_UNAVAILABLE && retryAfter.isEmpty()
                        ? Optional.of(Duration.ofSeconds(1))
                        : retryAfter);
    }

    ChatResult result(
            List<AttemptLog> attempts, boolean capped, boolean fellBack, double overheadMs) {
        long now = parts.nanoClock().getAsLong();
        TokenUsage total = TokenUsage.NONE;
        double cost = 0;
        AttemptLog answer = null;
        List<ChatResult.Attempt> reports = new ArrayList<>(attempts.size());
        for (AttemptLog attempt : attempts) {
            total = total.plus(attempt.usage());
            cost += attempt.cost();
            reports.add(attempt.report(now));
            if (attempt.wasCommitted()) {
                answer = attempt;
            }
        }
        boolean degraded = capped || fellBack || (route instanceof Route.Serve s && s.degraded());
        return new ChatResult(
                context.requestId(),
                answer == null ? "" : answer.tier(),
                answer == null ? "" : answer.model().model(),
                route.code().name(),
                capped ? route.reason() + "; budget_capped" : route.reason(),
                reports,
                answer == null ? TokenUsage.NONE : answer.usage(),
                total,
                cost,
                overheadMs,
                degraded,
                answer == null ? privacyToken : rememberAnswer(answer.tier(), answer.text()),
                answer == null ? TierEvent.Reason.STOP : answer.finish(),
                CacheMark.NONE);
    }

    /** Of a request that a kept answer is given to: nothing ran, and nothing is charged. */
    ChatResult replayed(StoredAnswer answer, double overheadMs) {
        return new ChatResult(
                context.requestId(),
                answer.tier(),
                answer.model(),
                route.code().name(),
                route.reason(),
                List.of(),
                answer.usage(),
                TokenUsage.NONE,
                0,
                overheadMs,
                false,
                rememberAnswer(answer.tier(), answer.text()),
                answer.finish(),
                CacheMark.HIT);
    }

    /**
     * Tells the client, and records the request; where it must be recorded first, in that order.
     *
     * @param tell told how it ended, once
     * @param last done at the very end
     */
    void conclude(
            List<AttemptLog> attempts,
            ChatResult result,
            Optional<ErrorReason> error,
            Consumer<Optional<ErrorReason>> tell,
            Runnable last) {
        if (!parts.traffic().mustRecord()) {
            tell.accept(error);
            try {
                var _ = record(attempts, result, error);
            } finally {
                // Last: a gateway that stops waits for the record.
                last.run();
            }
            return;
        }
        var _ =
                record(attempts, result, error)
                        .thenAccept(recorded -> {
                            try {
                                tell.accept(recorded ? error : unrecorded(error));
                            } finally {
                                last.run();
                            }
                        });
    }

    private static Optional<ErrorReason> unrecorded(Optional<ErrorReason> error) {
        return error.isPresent() ? error : Optional.of(ErrorReason.CAPTURE_UNAVAILABLE);
    }

    /**
     * Counts and records the request.
     *
     * @return done when its client may be told; see {@link TrafficLog}
     */
    CompletableFuture<Boolean> record(
            List<AttemptLog> attempts, ChatResult result, Optional<ErrorReason> error) {
        ChatMetrics metrics = parts.metrics();
        metrics.request(context.command().method().word(), error.map(Enum::name).orElse("OK"));
        context.trace().around(() -> metrics.overhead(result.overheadMs()));
        attempts.forEach(metrics::attempt);
        metrics.tenant(context.tenant().id(), result.cost());
        TokenUsage answer = result.usage();
        metrics.baseline(
                parts.mesh()
                        .largestPrice(context.prices())
                        .cost(answer.prompt(), answer.cached(), answer.completion()));
        if (result.degraded() && !result.tier().isEmpty()) {
            metrics.degraded(result.tier());
        }
        context.trace().end(route, result, error, parts.nanoClock().getAsLong());
        context.ids().remember(context.requestId(), context.conversationId());
        if (route instanceof Route.Serve serve && result.cache() != CacheMark.HIT) {
            parts.mesh()
                    .rollout()
                    .ended(
                            context.requestId(),
                            !result.tier().isEmpty() && !result.tier().equals(serve.initialTier()),
                            error.filter(LOST::contains).isPresent());
        }
        long begin = System.nanoTime();
        long bytes = 2048;
        for (Message message : context.command().messages()) {
            bytes += 2L * message.content().length();
        }
        for (AttemptLog attempt : attempts) {
            // What was not sent is of no use any more, and the event may wait in memory.
            var _ = attempt.release();
            bytes += 1024 + 2L * attempt.length();
        }
        EventCodec.Facts facts =
                new EventCodec.Facts(
                        context,
                        route,
                        List.copyOf(attempts),
                        result,
                        error,
                        parts.clock().instant(),
                        parts.nanoClock().getAsLong());
        CompletableFuture<Boolean> recorded =
                parts.traffic().offer(() -> EventCodec.encode(facts), bytes);
        metrics.offered(System.nanoTime() - begin);
        return recorded;
    }

    /** The next turn will have this answer in it: its conversation keeps what it needed. */
    private String rememberAnswer(String tier, String text) {
        List<Message> messages = new ArrayList<>(context.command().messages());
        messages.add(Message.assistant(CallText.turn(text, context.command().answer().tools())));
        return parts.remember(
                context.tenant(),
                messages,
                route,
                parts.mesh().rank(tier),
                context.command().privacyToken());
    }
}
