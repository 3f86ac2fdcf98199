package dev.strata.router;

import static java.util.Comparator.comparingInt;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.privacy.PrivacyScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides where a request goes. Immutable and thread-safe; the same input gives the same route. */
public final class Router {
    private final Snapshot snapshot;

    /** All that decisions rest on. */
    record Snapshot(
            Policy policy,
            PriceList prices,
            List<TierProfile> tiers,
            PrivacyScanner scanner,
            DifficultyModel difficulty) {}

    private Router(
            Policy policy, PriceList prices, List<TierProfile> tiers, DifficultyModel difficulty) {
        PrivacyScanner scanner =
                PrivacyScanner.of(
                        policy.privacy().detectors(),
                        policy.privacy().words(),
                        policy.privacy().patterns(),
                        policy.privacy().scanLimitCharacters());
        this.snapshot =
                new Snapshot(
                        policy,
                        prices,
                        tiers.stream().sorted(comparingInt(TierProfile::rank)).toList(),
                        scanner,
                        difficulty);
    }

    /**
     * A router over one snapshot of policy, prices and tiers, with the bundled difficulty model.
     *
     * @throws IllegalArgumentException where there is no tier, or two of one name or rank
     */
    public static Router of(Policy policy, PriceList prices, List<TierProfile> tiers) {
        return of(policy, prices, tiers, DifficultyModel.bundled());
    }

    /** The same with another difficulty model. */
    public static Router of(
            Policy policy, PriceList prices, List<TierProfile> tiers, DifficultyModel difficulty) {
        Set<Object> seen = new HashSet<>();
        for (TierProfile tier : tiers) {
            if (!seen.add(tier.name()) || !seen.add(tier.rank())) {
                throw new IllegalArgumentException(
                        "tier '%s' is there twice: expected each name and rank once, got rank %d; correct the tiers"
                                .formatted(tier.name(), tier.rank()));
            }
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException(
                    "tiers are empty: expected at least one; configure a tier's endpoint");
        }
        return new Router(policy, prices, tiers, difficulty);
    }

    /**
     * Routes a request where the router prefers to, without exploring.
     *
     * @param health by tier name; a tier without an entry is down
     */
    public Route route(RoutingRequest request, Map<String, TierHealth> health) {
        return route(request, health, 1);
    }

    /**
     * Routes a request; it may start elsewhere than preferred, as often as the policy says.
     *
     * @param health by tier name; a tier without an entry is down
     * @param draw uniform, from 0 to under 1; 1 explores nothing
     */
    public Route route(RoutingRequest request, Map<String, TierHealth> health, double draw) {
        return new Decision(snapshot, request, health, draw).decide();
    }

    /** The policy in force. */
    public Policy policy() {
        return snapshot.policy();
    }

    /** The prices in force. */
    public PriceList prices() {
        return snapshot.prices();
    }

    /** The tiers, smallest first. */
    public List<TierProfile> tiers() {
        return snapshot.tiers();
    }
}
