package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.router.cascade.EscalationReason;
import dev.strata.router.cascade.Judgement;

/** Where a request stands between its route and its end; {@link ChatMachine} moves it. */
sealed interface ChatState {

    /** A tier is being tried; nothing has reached the client. */
    record Holding(Ladder ladder) implements ChatState {}

    /** An answer is committed: its tier never changes. */
    record Streaming() implements ChatState {}

    /** Over. */
    record Ended() implements ChatState {}

    /** What can happen. */
    sealed interface Event {

        /**
         * The answer went on and was judged.
         *
         * @param whole it has ended
         * @param mayEscalate there is allowance for one more attempt
         */
        record Judged(Judgement judgement, boolean whole, boolean mayEscalate) implements Event {}

        /**
         * The attempt failed.
         *
         * @param mayRetry there is another replica of the tier, and allowance to ask it
         */
        record AttemptFailed(TierEvent.Kind kind, boolean mayRetry) implements Event {}

        /** The client is gone, or might as well be. */
        record Abandoned(ErrorReason reason) implements Event {}
    }

    /** What to do about it. */
    sealed interface Decision {
        /** Keep what came and wait. */
        record Hold() implements Decision {}

        /**
         * Send what came.
         *
         * @param first it is the first of the answer
         * @param last it is the end of the answer
         * @param capped a better tier was wanted and the tenant's allowance forbade it
         */
        record Send(boolean first, boolean last, boolean capped) implements Decision {}

        /** Drop the answer and ask the next tier. */
        record Escalate(String to, EscalationReason reason) implements Decision {}

        /** Ask another replica of the same tier, since this one failed. */
        record Retry(String tier) implements Decision {}

        /** Ask another tier, since this one failed. */
        record TryNext(String to) implements Decision {}

        /** Take the unsure answer of a tier that had answered, asking it again if need be. */
        record FallBack(String to) implements Decision {}

        /** Tell the client that there is no (whole) answer. */
        record Fail(ErrorReason reason) implements Decision {}

        /** Stop everything; nobody is there to be told. */
        record Stop(ErrorReason reason) implements Decision {}

        /** Nothing: it came too late. */
        record Ignore() implements Decision {}
    }

    /** A state and what to do on entering it. */
    record Step(ChatState next, Decision decision) {}
}
