package dev.strata.router.cascade;

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
     * are fewer tokens than one window behind it, the mean stands for the worst window.
     */
    double[] inputs(double difficulty) {
        double rest = tokens > 1 ? (logprobs - opening) / (tokens - 1) : opening;
        ConfidenceFeatures seen = features(0);
        return new double[] {
            1,
            Math.max(-4, opening),
            Math.max(-3, rest),
            Math.max(-4, tokens > WINDOW ? worstWindow : rest),
            Math.min(6, seen.meanEntropy()),
            Math.min(6, seen.firstEntropy()),
            Math.log1p(tokens),
            difficulty
        };
    }
}
