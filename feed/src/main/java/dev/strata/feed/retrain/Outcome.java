package dev.strata.feed.retrain;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What became of a request whose first tier difficulty, or priors, alone decided.
 *
 * @param asked the user's turns, the last at the end; personal data replaced
 * @param startedMillis since the epoch
 * @param allowed tiers that could have been tried first
 * @param first the tier that was
 * @param last the tier whose answer was taken
 * @param propensity the probability with which {@code first} was chosen
 * @param explored drawn, not preferred
 * @param difficulty as the router saw it then
 * @param cost of all attempts, in price units
 * @param quality what people said of the answer, 0 to 1; empty where nobody did
 */
public record Outcome(
        String id,
        List<String> asked,
        String domain,
        String tenant,
        long startedMillis,
        List<String> allowed,
        String first,
        String last,
        double propensity,
        boolean explored,
        double difficulty,
        double cost,
        OptionalDouble quality) {
    public Outcome {
        asked = List.copyOf(asked);
        allowed = List.copyOf(allowed);
    }

    boolean isJudged() {
        return quality.isPresent();
    }

    /** Whether the first tier's answer was handed up. */
    boolean isEscalated() {
        return !first.equals(last);
    }
}
