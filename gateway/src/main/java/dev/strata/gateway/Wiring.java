package dev.strata.gateway;

import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.chat.ChatDesk;
import dev.strata.gateway.shared.SharedStore;
import dev.strata.gateway.tier.TierDirectory;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Starts the gateway's parts and stops them, in order. */
@Singleton
class Wiring {
    private final GatewayTimer timer;

    Wiring(GatewayTimer timer) {
        this.timer = timer;
    }

    void start(@Observes StartupEvent started, TierDirectory directory) {
        directory.start();
    }

    /** Both faces are still open: Quarkus closes HTTP before it tells of the end itself. */
    void drain(@Observes ShutdownDelayInitiatedEvent begins, ChatDesk desk) {
        desk.drain();
    }

    /** Before the channels are closed every request has ended; capture closes after this. */
    void stop(
            @Observes @Priority(1000) ShutdownEvent stopping,
            TierDirectory directory,
            Ledger ledger,
            SharedStore shared) {
        timer.stop();
        directory.close();
        ledger.close();
        shared.close();
    }
}
