package dev.strata.gateway;

import dev.strata.router.cascade.LiveCascade;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the calibration file is the one in force. Neither liveness nor readiness: the last good
 * one goes on.
 */
@Wellness
@Singleton
final class CalibrationHealth implements HealthCheck {
    private final LiveCascade cascade;

    CalibrationHealth(LiveCascade cascade) {
        this.cascade = cascade;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("calibration")
                        .withData("version", cascade.cascade().version())
                        .status(cascade.problem().isEmpty());
        cascade.problem().ifPresent(problem -> response.withData("problem", problem));
        return response.build();
    }
}
