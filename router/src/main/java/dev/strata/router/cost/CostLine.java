package dev.strata.router.cost;

import java.time.LocalDate;

/**
 * What one tenant's requests did on one tier in a day of UTC.
 *
 * @param model that the tier ran
 * @param requests that this tier answered in the end
 * @param attempts that ran here, those that were handed up included
 * @param promptTokens of all attempts, cached ones included
 * @param cost of all attempts, price units, as charged when they ran
 * @param baseline what {@code requests} would have cost on the largest tier alone, price units
 */
public record CostLine(
        LocalDate day,
        String tenant,
        String tier,
        String model,
        long requests,
        long attempts,
        long promptTokens,
        long cachedTokens,
        long completionTokens,
        double cost,
        double baseline) {

    /** Price units; below 0 where attempts that were handed up cost more than answers saved. */
    public double saved() {
        return baseline - cost;
    }

    /** Prompt and answer together. */
    public long tokens() {
        return promptTokens + completionTokens;
    }

    CostLine plus(CostLine other) {
        return new CostLine(
                day,
                tenant,
                tier,
                model,
                requests + other.requests,
                attempts + other.attempts,
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                completionTokens + other.completionTokens,
                cost + other.cost,
                baseline + other.baseline);
    }
}
