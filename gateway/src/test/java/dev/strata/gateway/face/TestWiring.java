package dev.strata.gateway.face;

import dev.strata.gateway.tier.TierSettings;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;

/** Points the gateway at {@link FakeTiers}, whose ports are known only once they are bound. */
@Singleton
class TestWiring {
    private record Settings(Map<String, Tier> tiers) implements TierSettings {}

    private record At(String endpoint, OptionalInt rank, Duration coldStartWait)
            implements TierSettings.Tier {}

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    TierSettings tiers(FakeTiers fakes, Instance<FaultyLinks> links) {
        Map<String, TierSettings.Tier> tiers = new TreeMap<>();
        for (String name : new String[] {"v1", "v2", "v3"}) {
            tiers.put(
                    name,
                    new At(
                            links.isResolvable()
                                    ? links.get().endpoints(name)
                                    : fakes.tier(name).endpoint(),
                            OptionalInt.empty(),
                            wait(name)));
        }
        return new Settings(tiers);
    }

    private static Duration wait(String tier) {
        return ConfigProvider.getConfig()
                .getOptionalValue("test.cold-start-wait." + tier, Duration.class)
                .orElse(Duration.ZERO);
    }
}
