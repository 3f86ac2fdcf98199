package dev.strata.gateway.chat;

import dev.strata.gateway.chat.ChatState.Decision;
import dev.strata.gateway.chat.ChatState.Ended;
import dev.strata.gateway.chat.ChatState.Event;
import dev.strata.gateway.chat.ChatState.Holding;
import dev.strata.gateway.chat.ChatState.Step;
import dev.strata.gateway.chat.ChatState.Streaming;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.cascade.Judgement;

/**
 * Decides what happens to a request: a pure function of its state and an event.
 *
 * <p>Three promises stand here. Nothing is sent before an answer is committed; after that its tier
 * never changes; and an answer that breaks off ends in a failure, never as if it were whole.
 */
final class ChatMachine {
    /** True where the client gets the answer in one piece, so that a late failure is unseen. */
    private final boolean onePiece;

    ChatMachine(boolean onePiece) {
        this.onePiece = onePiece;
    }

    Step next(ChatState state, Event event) {
        return switch (state) {
            case Holding holding ->
                    switch (event) {
                        case Event.Judged judged -> judged(holding, judged);
                        case Event.AttemptFailed failed -> failed(holding, failed);
                        case Event.Abandoned gone -> stop(gone.reason());
                    };
            case Streaming streaming ->
                    switch (event) {
                        case Event.Judged judged -> send(streaming, false, judged.whole(), false);
                        case Event.AttemptFailed failed -> fail(midStream(failed.kind()));
                        case Event.Abandoned gone -> stop(gone.reason());
                    };
            case Ended ended -> new Step(ended, new Decision.Ignore());
        };
    }

    private Step judged(Holding holding, Event.Judged event) {
        Ladder ladder = holding.ladder();
        if (!ladder.hasNext()) {
            return commit(holding, event.whole(), false);
        }
        return switch (event.judgement()) {
            case Judgement.Undecided _ -> new Step(holding, new Decision.Hold());
            case Judgement.Commit _ -> commit(holding, event.whole(), false);
            case Judgement.Escalate unsure -> {
                if (!event.mayEscalate()) {
                    yield commit(holding, event.whole(), true);
                }
                Ladder up = ladder.afterUnsure(unsure.up());
                yield new Step(
                        new Holding(up), new Decision.Escalate(up.current(), unsure.reason()));
            }
        };
    }

    private Step commit(Holding holding, boolean whole, boolean capped) {
        if (onePiece && !whole) {
            return new Step(holding, new Decision.Hold());
        }
        return send(new Streaming(), true, whole, capped);
    }

    private static Step send(Streaming streaming, boolean first, boolean whole, boolean capped) {
        return new Step(whole ? new Ended() : streaming, new Decision.Send(first, whole, capped));
    }

    private static Step failed(Holding holding, Event.AttemptFailed event) {
        Ladder ladder = holding.ladder();
        TierEvent.Kind kind = event.kind();
        if (event.mayRetry() && kind.isOfReplica()) {
            return new Step(holding, new Decision.Retry(ladder.current()));
        }
        boolean elsewhere =
                switch (kind) {
                    // An adapter is of one tier's model alone.
                    case INVALID, UNKNOWN_ADAPTER, DEADLINE -> false;
                    case CONTEXT_EXCEEDED,
                            UNSUPPORTED,
                            QUEUE_FULL,
                            UNAVAILABLE,
                            BREAKER_OPEN,
                            STALLED,
                            BROKEN ->
                            true;
                };
        if (elsewhere && ladder.hasNext()) {
            Ladder next = ladder.afterFailure();
            return new Step(new Holding(next), new Decision.TryNext(next.current()));
        }
        if (elsewhere && ladder.canFallBack()) {
            Ladder back = ladder.fallBack();
            return new Step(new Holding(back), new Decision.FallBack(back.current()));
        }
        return fail(
                switch (kind) {
                    case CONTEXT_EXCEEDED -> ErrorReason.CONTEXT_EXCEEDED;
                    case QUEUE_FULL -> ErrorReason.OVERLOADED;
                    case DEADLINE -> ErrorReason.DEADLINE_EXCEEDED;
                    case INVALID, UNSUPPORTED, UNKNOWN_ADAPTER -> ErrorReason.INVALID_ARGUMENT;
                    case UNAVAILABLE, BREAKER_OPEN, STALLED, BROKEN ->
                            ErrorReason.TIERS_UNAVAILABLE;
                });
    }

    private static ErrorReason midStream(TierEvent.Kind kind) {
        return kind == TierEvent.Kind.DEADLINE
                ? ErrorReason.DEADLINE_EXCEEDED
                : ErrorReason.TIER_LOST;
    }

    private static Step fail(ErrorReason reason) {
        return new Step(new Ended(), new Decision.Fail(reason));
    }

    private static Step stop(ErrorReason reason) {
        return new Step(new Ended(), new Decision.Stop(reason));
    }
}
