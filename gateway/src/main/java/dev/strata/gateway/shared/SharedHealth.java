package dev.strata.gateway.shared;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Says under {@code /q/health/well} whether the shared store is there. Neither liveness nor
 * readiness: without it the gateway serves what it may.
 */
@Wellness
@Singleton
final class SharedHealth implements HealthCheck {
    private final SharedStore shared;

    SharedHealth(SharedStore shared) {
        this.shared = shared;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("shared-store")
                        .withData("configured", shared.isConfigured())
                        .withData("replicas", shared.replicas())
                        .status(shared.problem().isEmpty());
        shared.problem().ifPresent(problem -> response.withData("problem", problem));
        return response.build();
    }
}
