package dev.strata.router;

import static java.util.Objects.requireNonNull;

import dev.strata.router.cascade.Prior;
import dev.strata.router.policy.Price;
import java.util.Optional;
import java.util.Set;

/**
 * A tier as the router sees it.
 *
 * @param name e.g. {@code v1}
 * @param model e.g. {@code SmolLM2-135M-Instruct}
 * @param rank 1 is the smallest; a larger rank is expected to answer better
 * @param contextTokens prompt and answer together
 * @param price of its tokens
 * @param prior what is expected of its answers before it is asked; empty where nobody measured it
 */
public record TierProfile(
        String name,
        String model,
        int rank,
        Zone zone,
        int contextTokens,
        Set<Capability> capabilities,
        Price price,
        Optional<Prior> prior) {

    public TierProfile {
        requireNonNull(name, "name is null");
        requireNonNull(model, "model is null");
        requireNonNull(zone, "zone is null");
        requireNonNull(price, "price is null");
        requireNonNull(prior, "prior is null");
        capabilities = Set.copyOf(capabilities);
        if (name.isBlank() || rank < 1 || contextTokens < 1) {
            throw new IllegalArgumentException(
                    "tier '%s' is invalid: expected a name, rank and context of at least 1, got rank %d, context %d; correct the tier's description"
                            .formatted(name, rank, contextTokens));
        }
    }
}
