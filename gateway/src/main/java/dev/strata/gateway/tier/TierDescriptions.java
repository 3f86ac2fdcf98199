package dev.strata.gateway.tier;

import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.Load;
import dev.strata.proto.tier.v1.ModelDescription;
import dev.strata.router.Capability;
import dev.strata.router.TierHealth;
import dev.strata.router.Zone;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what a tier says of itself. */
final class TierDescriptions {
    private TierDescriptions() {}

    /** The new state of {@code known}'s tier after its process described itself. */
    static TierState read(TierState known, DescribeResponse response, Instant now) {
        for (ModelDescription model : response.getModelsList()) {
            if (model.getTier().equals(known.tier())) {
                return read(known, model, Zone.of(response.getZone()), now);
            }
        }
        return known.down("its endpoint runs no tier of this name");
    }

    private static TierState read(TierState known, ModelDescription model, Zone zone, Instant now) {
        // A tier that still loads knows no context length yet: it cannot be routed to.
        Optional<ModelIdentity> identity =
                model.getContextTokens() > 0 ? Optional.of(identity(model, zone)) : known.model();
        TierHealth health =
                switch (model.getState()) {
                    case "ready" -> up(model.getLoad());
                    case "failed" -> new TierHealth.Down("failed: " + model.getStateDetail());
                    default -> new TierHealth.Down("it is " + model.getState());
                };
        Load load = model.getLoad();
        return new TierState(
                known.tier(),
                identity,
                health,
                load.getRunning(),
                load.getQueued(),
                now,
                model.getAdaptersList().stream().distinct().sorted().toList());
    }

    private static TierHealth up(Load load) {
        return new TierHealth.Up(load.getQueued(), load.getQueueCapacity());
    }

    private static ModelIdentity identity(ModelDescription model, Zone zone) {
        return new ModelIdentity(
                model.getModel(),
                model.getModelSha256(),
                model.getTokenizerSha256(),
                model.getPrecision(),
                zone,
                model.getContextTokens(),
                model.getCapabilitiesList().stream()
                        .flatMap(name -> Capability.of(name).stream())
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
