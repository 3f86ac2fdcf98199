package dev.strata.router;

import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import java.util.List;
import java.util.Map;

/** Decides where a request goes. Immutable and thread-safe; the same input gives the same route. */
public final class Router {
    private final Policy policy;
    private final PriceList prices;
    private final List<TierProfile> tiers;

    private Router(Policy policy, PriceList prices, List<TierProfile> tiers) {
        this.policy = policy;
        this.prices = prices;
        this.tiers = List.copyOf(tiers);
    }

    /**
     * A router over one snapshot of policy, prices and tiers.
     *
     * @throws IllegalArgumentException where there is no tier, or two of one name or rank
     */
    public static Router of(Policy policy, PriceList prices, List<TierProfile> tiers) {
        return new Router(policy, prices, tiers);
    }

    /**
     * Routes a request.
     *
     * @param health by tier name; a tier without an entry is down
     */
    public Route route(RoutingRequest request, Map<String, TierHealth> health) {
        throw new UnsupportedOperationException("the next commit brings the decision");
    }

    /** The policy in force. */
    public Policy policy() {
        return policy;
    }

    /** The prices in force. */
    public PriceList prices() {
        return prices;
    }

    /** The tiers, smallest first. */
    public List<TierProfile> tiers() {
        return tiers;
    }
}
