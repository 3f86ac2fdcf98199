package dev.strata.engine;

import java.util.List;

/** What happens to a submitted generation, in order. */
public sealed interface GenerationEvent {

    /** The request left the queue and has its KV memory. */
    record Admitted() implements GenerationEvent {}

    /**
     * The prompt was computed.
     *
     * @param promptTokens of the whole prompt
     * @param cachedTokens of these, taken from the prefix cache
     */
    record Prefilled(int promptTokens, int cachedTokens) implements GenerationEvent {}

    /**
     * One token of the answer. The token that ends it (an end token) is not reported.
     *
     * @param id vocabulary index
     * @param bytes the token's own bytes; may be a part of a character
     * @param text whole characters that this token completes, stop strings held back; may be empty
     * @param logprob natural logarithm, from the raw logits
     * @param entropy of the raw distribution, in nats
     * @param top most likely first; as many as asked for
     */
    record Token(int id, TokenBytes bytes, String text, float logprob, float entropy, List<Top> top)
            implements GenerationEvent {
        public Token {
            top = List.copyOf(top);
        }
    }

    /** A likely token at a position. */
    record Top(int id, TokenBytes bytes, float logprob) {}

    /**
     * The answer ended.
     *
     * @param tail text that was held back for a stop string which did not come; append it
     * @param drafts what became of the tokens that were guessed
     */
    record Finished(FinishReason reason, String tail, Usage usage, Drafts drafts, Timings timings)
            implements GenerationEvent {}

    /** The generation broke. */
    record Failed(EngineError code, String text) implements GenerationEvent {}

    /** Why an answer ended. */
    enum FinishReason {
        /** An end token, a stop id or a stop string. */
        STOP,
        /** The token limit or the context's end. */
        LENGTH,
        /** {@link Generation#cancel()}. */
        CANCELLED
    }

    /** Tokens computed for the request. */
    record Usage(int promptTokens, int cachedTokens, int completionTokens) {}

    /**
     * Tokens that were guessed, and verified in one computation instead of one for each.
     *
     * @param accepted of the request's draft, before the first disagreement
     * @param rejoined of the request's draft, after it
     * @param guessed from the text so far, what is left of the draft included
     * @param right of those
     */
    record Drafts(int accepted, int rejoined, int guessed, int right) {
        /** Nothing was guessed. */
        public static final Drafts NONE = new Drafts(0, 0, 0, 0);
    }

    /** Milliseconds in the queue, on the prompt, and on the answer's tokens. */
    record Timings(double queueMillis, double prefillMillis, double decodeMillis) {}
}
