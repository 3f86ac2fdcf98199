package dev.strata.gateway.capture;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Says under {@code /q/health/well} whether events are being dropped. Neither liveness nor
 * readiness: requests go on, whatever becomes of their records.
 */
@Wellness
@ApplicationScoped
class CaptureHealth implements HealthCheck {
    /** A drop is bad news for this long. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final CaptureService service;

    CaptureHealth(CaptureService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        CaptureMetrics metrics = service.metrics();
        var drop = metrics.lastDrop();
        var answer =
                HealthCheckResponse.named("capture")
                        .status(
                                drop.isEmpty()
                                        || drop.get().age(System.nanoTime()).compareTo(FRESH) > 0)
                        .withData("spool_bytes", metrics.spoolBytes())
                        .withData("dropped", metrics.droppedTotal());
        drop.ifPresent(last ->
                answer.withData("last_drop_reason", last.reason().label())
                        .withData(
                                "last_drop_seconds_ago", last.age(System.nanoTime()).toSeconds()));
        return answer.build();
    }
}
