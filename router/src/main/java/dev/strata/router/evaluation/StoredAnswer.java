package dev.strata.router.evaluation;

import java.util.List;

/**
 * A model's answer to a question, with what its tokens told.
 *
 * @param model SHA-256 (hex) of the model file
 * @param precision it was computed with
 * @param parameters of the model that take part in a token's computation
 * @param question the prompt's SHA-256 (hex)
 * @param text of the answer
 * @param ended false where the token limit cut it
 * @param logprobs of its tokens, raw logits, natural logarithm
 * @param entropies of its tokens, nats
 * @param promptTokens of the rendered prompt
 */
public record StoredAnswer(
        String model,
        String precision,
        long parameters,
        String question,
        String text,
        boolean ended,
        List<Float> logprobs,
        List<Float> entropies,
        int promptTokens) {
    public StoredAnswer {
        logprobs = List.copyOf(logprobs);
        entropies = List.copyOf(entropies);
        if (logprobs.size() != entropies.size()) {
            throw new IllegalArgumentException(
                    "answer '%s' is wrong: expected an entropy for each of %d tokens, got %d; ask again"
                            .formatted(question, logprobs.size(), entropies.size()));
        }
    }

    /** Tokens of the answer. */
    public int tokens() {
        return logprobs.size();
    }
}
