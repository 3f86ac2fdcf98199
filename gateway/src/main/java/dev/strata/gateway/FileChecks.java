package dev.strata.gateway;

import dev.strata.gateway.reload.LiveFiles;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether each file of settings is the one in force. Neither liveness nor readiness: the last good
 * one goes on.
 */
@Singleton
public class FileChecks {
    private final LiveFiles files;

    FileChecks(LiveFiles files) {
        this.files = files;
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck policy() {
        return () -> check("policy");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck calibration() {
        return () -> check("calibration");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck prices() {
        return () -> check("prices");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck tenants() {
        return () -> check("tenants");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck subjectKeys() {
        return () -> check("subject-keys");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck promotionKey() {
        return () -> check("promotion-key");
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck consoleKey() {
        return () -> check("console-key");
    }

    HealthCheckResponse check(String name) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
        files.state(name)
                .ifPresentOrElse(
                        state -> {
                            response.withData("version", state.version())
                                    .status(state.problem().isEmpty());
                            state.problem()
                                    .ifPresent(problem -> response.withData("problem", problem));
                        },
                        // No such file is configured.
                        response::up);
        return response.build();
    }
}
