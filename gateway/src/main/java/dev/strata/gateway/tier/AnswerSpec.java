package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What answer is wanted.
 *
 * @param maxTokens of the answer, at least 1
 * @param maxLength tokens of the prompt alone and the answer together, the old call's meaning; 0
 *     where {@code maxTokens} rules
 * @param stop strings that end the answer and are no part of it
 * @param logprobs whether the caller wants each token's log-probability
 * @param topLogprobs most likely tokens to list beside each chosen one, 0 to 20
 */
public record AnswerSpec(
        int maxTokens,
        int maxLength,
        Sampling sampling,
        List<String> stop,
        boolean logprobs,
        int topLogprobs) {

    /**
     * How the answer's tokens are chosen.
     *
     * @param temperature 0 (greedy) to 2
     * @param topP over 0, at most 1
     * @param topK 0 keeps all
     * @param minP 0 to 1
     * @param repetitionPenalty over 0; 1 is none
     * @param presencePenalty -2 to 2
     * @param frequencyPenalty -2 to 2
     * @param seed the same seed, request and tier give the same answer
     */
    public record Sampling(
            double temperature,
            double topP,
            int topK,
            double minP,
            double repetitionPenalty,
            double presencePenalty,
            double frequencyPenalty,
            long seed) {}

    public AnswerSpec {
        requireNonNull(sampling, "sampling is null");
        stop = List.copyOf(stop);
    }
}
