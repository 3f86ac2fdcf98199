package dev.strata.gateway;

import dev.strata.router.policy.LivePolicy;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the policy file is the one in force. Neither liveness nor readiness: the last good policy
 * goes on.
 */
@Wellness
@Singleton
final class PolicyHealth implements HealthCheck {
    private final LivePolicy policy;

    PolicyHealth(LivePolicy policy) {
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("policy")
                        .withData("version", policy.policy().version())
                        .status(policy.problem().isEmpty());
        policy.problem().ifPresent(problem -> response.withData("problem", problem));
        return response.build();
    }
}
