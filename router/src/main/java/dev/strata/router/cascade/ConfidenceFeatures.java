package dev.strata.router.cascade;

/**
 * Numbers that describe how sure a model was; never text.
 *
 * @param meanLogprob natural logarithm, over the tokens seen
 * @param minLogprob of the least likely token
 * @param firstLogprob mean over the first few tokens
 * @param meanEntropy nats, over the tokens seen
 * @param firstEntropy nats, mean over the first few tokens
 * @param confidence probability that the answer is acceptable, 0 to 1; 0 where uncalibrated
 * @param tokens seen
 */
public record ConfidenceFeatures(
        double meanLogprob,
        double minLogprob,
        double firstLogprob,
        double meanEntropy,
        double firstEntropy,
        double confidence,
        int tokens) {}
