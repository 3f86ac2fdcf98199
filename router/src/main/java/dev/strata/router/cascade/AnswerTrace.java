package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import java.util.Arrays;

/**
 * Running sums over an answer's tokens; what {@link ConfidenceFeatures} are made of. Not
 * thread-safe.
 */
final class AnswerTrace {
    /** How many tokens count as the first ones. */
    static final int FIRST = 4;

    /** How many tokens a window has. */
    static final int WINDOW = 4;

    private final double[] window = new double[WINDOW];
    private int tokens;
    private double logprobs;
    private double entropies;
    private double opening;
    private double firstLogprobs;
    private double firstEntropies;
    private double minLogprob;
    private double worstWindow;

    void add(double logprob, double entropy) {
        opening = tokens == 0 ? logprob : opening;
        window[tokens % WINDOW] = logprob;
        tokens++;
        logprobs += logprob;
        entropies += entropy;
        minLogprob = Math.min(minLogprob, logprob);
        if (tokens <= FIRST) {
            firstLogprobs += logprob;
            firstEntropies += entropy;
        }
        if (tokens > WINDOW) {
            worstWindow = Math.min(worstWindow, Arrays.stream(window).sum() / WINDOW);
        }
    }

    int tokens() {
        return tokens;
    }

    ConfidenceFeatures features(double confidence) {
        int all = Math.max(1, tokens);
        int first = Math.clamp(tokens, 1, FIRST);
        return new ConfidenceFeatures(
                logprobs / all,
                minLogprob,
                firstLogprobs / first,
                entropies / all,
                firstEntropies / first,
                confidence,
                tokens);
    }

    /**
     * The numbers that a calibration weighs, bounded, in the order of {@link Calibration#NAMES}.
     * The opening token stands for itself: there are many ways to begin a good answer. While there
     * are fewer tokens than one window behind it, the mean stands for the worst window. What the
     * tokens say is told once for all prompts and once more for those that offer options.
     */
    double[] inputs(PromptSigns prompt) {
        double rest = tokens > 1 ? (logprobs - opening) / (tokens - 1) : opening;
        ConfidenceFeatures seen = features(0);
        double[] inputs = new double[Calibration.NAMES.size()];
        int at = 0;
        inputs[at++] = 1;
        inputs[at++] = Math.max(-4, opening);
        inputs[at++] = Math.max(-3, rest);
        inputs[at++] = Math.max(-4, tokens > WINDOW ? worstWindow : rest);
        inputs[at++] = Math.min(6, seen.meanEntropy());
        inputs[at++] = Math.min(6, seen.firstEntropy());
        inputs[at++] = Math.log1p(tokens);
        inputs[at++] = Math.max(-8, minLogprob);
        inputs[at++] = Math.log1p(Math.min(200, -logprobs));
        inputs[at++] = prompt.difficulty();
        inputs[at++] = prompt.options() * Math.max(-4, opening);
        inputs[at++] = prompt.options() * Math.min(6, seen.firstEntropy());
        inputs[at++] = prompt.options() * Math.log1p(tokens);
        for (double sign : prompt.signs()) {
            inputs[at++] = sign;
        }
        return inputs;
    }
}
