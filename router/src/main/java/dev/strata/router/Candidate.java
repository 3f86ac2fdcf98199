package dev.strata.router;

import static java.util.Objects.requireNonNull;

/**
 * A tier as the decision saw it.
 *
 * @param quality predicted share of good answers, 0 to 1
 * @param cost at most, in price units: the whole prompt and max_tokens
 * @param firstTokenMillis predicted, on an idle tier; 0 where its speed is not known
 * @param removedBy the step and finding that took it away; empty where it was left
 */
public record Candidate(
        String tier, double quality, double cost, double firstTokenMillis, String removedBy) {
    public Candidate {
        requireNonNull(tier, "tier is null");
        requireNonNull(removedBy, "removedBy is null");
    }
}
