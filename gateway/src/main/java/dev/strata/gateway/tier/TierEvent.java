package dev.strata.gateway.tier;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a tier says about one attempt, in order; the last is {@link Finished} or {@link Failed}. */
public sealed interface TierEvent {

    /** The prompt is read. */
    record Prefilled(int promptTokens, int cachedTokens) implements TierEvent {}

    /**
     * The answer goes on.
     *
     * @param text whole characters that these tokens complete; may be empty
     */
    record Tokens(String text, List<Token> tokens) implements TierEvent {
        public Tokens {
            tokens = List.copyOf(tokens);
        }
    }

    /** The answer is whole. */
    record Finished(Reason reason, TokenUsage usage, Verified verified) implements TierEvent {}

    /**
     * Tokens of the request's draft that the tier agreed with.
     *
     * @param accepted before the first that it rejected
     * @param rejoined after it
     */
    record Verified(int accepted, int rejoined) {
        /** None. */
        public static final Verified NONE = new Verified(0, 0);
    }

    /** There will be no more. */
    record Failed(Kind kind, String message, Optional<Duration> retryAfter) implements TierEvent {}

    /** Why an answer ended. */
    enum Reason {
        STOP,
        LENGTH
    }

    /**
     * One token of the answer.
     *
     * @param text its bytes; may be a part of a character
     * @param logprob natural logarithm, of the raw logits
     * @param entropy of the raw distribution, in nats
     * @param top most likely first
     */
    record Token(int id, ByteString text, float logprob, float entropy, List<Top> top) {
        public Token {
            top = List.copyOf(top);
        }
    }

    /** A token that might have been chosen. */
    record Top(ByteString text, float logprob) {}

    /** Why an attempt failed: a closed set, fit for a metric's label. */
    enum Kind {
        /** The prompt and the answer do not fit this tier's context; a larger one may do. */
        CONTEXT_EXCEEDED,
        /** Its queue is full. */
        QUEUE_FULL,
        /** Not reachable, still loading, or it went away. */
        UNAVAILABLE,
        /** Its breaker is open: nothing was sent. */
        BREAKER_OPEN,
        /** It said nothing for too long. */
        STALLED,
        /** The request's own deadline passed. */
        DEADLINE,
        /** It refuses the request itself; every tier would. */
        INVALID,
        /** It cannot do what the request asks for; another tier may. */
        UNSUPPORTED,
        /** It has not the adapter that is asked for; another replica may have loaded it already. */
        UNKNOWN_ADAPTER,
        /** It broke its contract or has a defect. */
        BROKEN;

        /** True where another replica of the same tier might do better. */
        public boolean isOfReplica() {
            return switch (this) {
                case QUEUE_FULL, UNAVAILABLE, BREAKER_OPEN, STALLED, UNKNOWN_ADAPTER, BROKEN ->
                        true;
                case CONTEXT_EXCEEDED, DEADLINE, INVALID, UNSUPPORTED -> false;
            };
        }

        /** True where it says something about the tier's own condition, whatever was asked. */
        boolean countsAgainstTier() {
            return switch (this) {
                case UNAVAILABLE, STALLED, BROKEN -> true;
                case CONTEXT_EXCEEDED,
                        QUEUE_FULL,
                        BREAKER_OPEN,
                        DEADLINE,
                        INVALID,
                        UNSUPPORTED,
                        UNKNOWN_ADAPTER ->
                        false;
            };
        }
    }
}
