package dev.strata.router;

import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.policy.Speed;
import java.util.List;

/** What is expected of each tier for one request. */
final class Predictions {
    private final Policy policy;
    private final PriceList prices;
    private final RoutingRequest request;
    private final double difficulty;
    private final long bytes;

    Predictions(Policy policy, PriceList prices, RoutingRequest request, double difficulty) {
        this.policy = policy;
        this.prices = prices;
        this.request = request;
        this.difficulty = difficulty;
        this.bytes = CapabilityStep.bytes(request);
    }

    double quality(TierProfile tier) {
        return policy.quality().of(difficulty, tier.rank());
    }

    /** At most: the whole prompt is computed and the answer is as long as it may be. */
    double cost(TierProfile tier) {
        int prompt = (int) Math.min(Integer.MAX_VALUE, promptTokens(tier));
        return tier.price().cost(prompt, 0, request.maxTokens());
    }

    /** On an idle tier; 0 where its speed is not known. */
    double firstTokenMillis(TierProfile tier) {
        Speed speed = prices.speeds().get(tier.name());
        return speed == null ? 0 : speed.firstTokenMillis(promptTokens(tier));
    }

    List<Candidate> candidates(List<TierProfile> tiers, Candidates decided) {
        return tiers.stream()
                .map(tier ->
                        new Candidate(
                                tier.name(),
                                quality(tier),
                                cost(tier),
                                firstTokenMillis(tier),
                                decided.removedBy(tier)))
                .toList();
    }

    private long promptTokens(TierProfile tier) {
        return policy.capability().promptTokens(tier.name(), bytes, request.messages().size());
    }
}
