package dev.strata.gateway.tier;

import dev.strata.router.TierHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a tier.
 *
 * @param model empty until the tier answered once; kept while it is away
 * @param running requests being computed there when it last reported
 * @param queued requests waiting there then
 * @param reported when it last answered; the epoch where it never did
 * @param adapters names of those that requests may choose there, by name; kept while it is away
 */
public record TierState(
        String tier,
        Optional<ModelIdentity> model,
        TierHealth health,
        int running,
        int queued,
        Instant reported,
        List<String> adapters) {
    public TierState {
        adapters = List.copyOf(adapters);
    }

    /** A tier that has not answered yet. */
    static TierState unknown(String tier) {
        return new TierState(
                tier,
                Optional.empty(),
                new TierHealth.Down("it has not answered yet"),
                0,
                0,
                Instant.EPOCH,
                List.of());
    }

    /** The same tier, not up. */
    TierState down(String why) {
        return new TierState(tier, model, new TierHealth.Down(why), 0, 0, reported, adapters);
    }
}
