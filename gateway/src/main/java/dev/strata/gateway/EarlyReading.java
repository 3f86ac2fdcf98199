package dev.strata.gateway;

import dev.strata.gateway.tenant.TenantFile;
import dev.strata.router.cascade.Cascade;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Reads what comes with Strata beside Quarkus' own start, from the moment that there are beans:
 * whoever needs it later finds it read, or waits for the rest.
 */
@Singleton
class EarlyReading {

    void begin(@Observes @Initialized(ApplicationScoped.class) Object beans) {
        Thread.ofPlatform().name("early-reading").daemon().start(EarlyReading::read);
    }

    /** In the order in which they are wanted. */
    private static void read() {
        var _ = Policy.bundled();
        var _ = TenantFile.bundled();
        var _ = PriceList.bundled();
        var _ = Cascade.bundled();
        var _ = DifficultyModel.bundled();
    }
}
