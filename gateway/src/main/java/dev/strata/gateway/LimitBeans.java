package dev.strata.gateway;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.AdmitSettings;
import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.admit.LocalLimits;
import dev.strata.gateway.admit.Minutes;
import dev.strata.gateway.shared.SharedSettings;
import dev.strata.gateway.shared.SharedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** What tenants may use: the ledger, the store that gateways share, and admission. */
@Singleton
class LimitBeans {
    private static final Duration FORCE = Duration.ofMillis(50);

    private final GatewayTimer timer;

    LimitBeans(GatewayTimer timer) {
        this.timer = timer;
    }

    @Produces
    @Singleton
    Ledger ledger(AdmitSettings settings) {
        return settings.ledgerFile()
                .map(file -> Ledger.open(file, InstantSource.system()))
                .orElseGet(() -> Ledger.inMemory(InstantSource.system()));
    }

    @Produces
    @Singleton
    SharedStore shared(SharedSettings settings, Vertx vertx, MeterRegistry meters) {
        SharedStore shared = SharedStore.of(settings, vertx, InstantSource.system(), meters);
        timer.repeat(Duration.ZERO, settings.lookInterval(), shared::look);
        return shared;
    }

    @Produces
    @Singleton
    Admission admission(
            AdmitSettings settings, Ledger ledger, SharedStore shared, MeterRegistry meters) {
        timer.repeat(FORCE, FORCE, ledger::force);
        return Admission.of(
                settings,
                shared.limits()
                        .orElseGet(() -> new LocalLimits(new Minutes(System::nanoTime), ledger)),
                System::nanoTime,
                meters);
    }

    @Produces
    @Singleton
    Budgets budgets(Ledger ledger, SharedStore shared) {
        return shared.budgets().orElseGet(() -> Budgets.of(ledger));
    }
}
