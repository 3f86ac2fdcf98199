package dev.strata.engine;

import java.util.Map;

/**
 * How the next token is chosen from the logits.
 *
 * <p>Order: constraint mask, logit bias, penalties, temperature, top-k, top-p, min-p. Temperature 0
 * is the arg max after mask, bias and penalties.
 *
 * @param temperature 0 to 2; what is next to 0 draws the most likely token, or one of several that
 *     are equally likely
 * @param topK 0 keeps all
 * @param topP over 0, at most 1
 * @param minP 0 to 1; drops tokens less likely than this times the most likely one
 * @param repetitionPenalty .01 to 100; 1 is none
 * @param presencePenalty -2 to 2; 0 is none
 * @param frequencyPenalty -2 to 2; 0 is none
 * @param logitBias token id to the value added to its logit
 * @param seed the random number of position i depends on (seed, i) only
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        Map<Integer, Float> logitBias,
        long seed) {

    public Sampling {
        check("temperature", temperature >= 0 && temperature <= 2, "0 to 2", temperature);
        check("top_k", topK >= 0, "0 or more", topK);
        check("top_p", topP > 0 && topP <= 1, "over 0, at most 1", topP);
        check("min_p", minP >= 0 && minP <= 1, "0 to 1", minP);
        check(
                "repetition_penalty",
                repetitionPenalty >= .01 && repetitionPenalty <= 100,
                "0.01 to 100",
                repetitionPenalty);
        check("presence_penalty", Math.abs(presencePenalty) <= 2, "-2 to 2", presencePenalty);
        check("frequency_penalty", Math.abs(frequencyPenalty) <= 2, "-2 to 2", frequencyPenalty);
        logitBias = Map.copyOf(logitBias);
    }

    /** Always the most likely token. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 1, 0, 0, Map.of(), 0);
    }

    /** The documented defaults: temperature .7, top-p .95, no penalties. */
    public static Sampling defaults(long seed) {
        return new Sampling(.7, 0, .95, 0, 1, 0, 0, Map.of(), seed);
    }

    private static void check(String name, boolean holds, String expected, Object got) {
        if (!holds) {
            throw EngineException.invalid(
                    name, "is out of range", expected, got, "correct the value or leave it out");
        }
    }
}
