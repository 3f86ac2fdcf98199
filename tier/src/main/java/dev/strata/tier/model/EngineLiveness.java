package dev.strata.tier.model;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Liveness over HTTP: as long as no engine is dead. A model that cannot be loaded is no reason. */
@Liveness
@Singleton
public class EngineLiveness implements HealthCheck {
    private final ModelShelf shelf;

    EngineLiveness(ModelShelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine").status(!shelf.isDead()).build();
    }
}
