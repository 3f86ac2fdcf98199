package dev.strata.tier.model;

import dev.strata.tier.model.ModelState.Failed;
import dev.strata.tier.model.ModelState.Loading;
import dev.strata.tier.model.ModelState.Ready;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness over HTTP and gRPC: only when every model is loaded, and no longer once draining. gRPC
 * health knows the process ({@code ""}), the service, and each tier by its name.
 */
@Default
@Readiness
@Singleton
public class ModelHealth implements HealthCheck {
    private static final String SERVICE = "strata.tier.v1.Tier";

    private final ModelShelf shelf;
    private final GrpcHealthStorage grpc;
    private volatile boolean draining;

    ModelHealth(ModelShelf shelf, GrpcHealthStorage grpc) {
        this.shelf = shelf;
        this.grpc = grpc;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("models").status(shelf.isReady() && !draining);
        for (String tier : shelf.tiers()) {
            response.withData(tier, words(shelf.state(tier).orElseThrow()));
        }
        return response.build();
    }

    /** From now on this process takes no new work. */
    public void drain() {
        draining = true;
        publish();
    }

    // Before the loader starts, so that no status of its is overwritten.
    void publishAtStart(@Observes @Priority(1) StartupEvent started) {
        publish();
        shelf.loaded().thenRun(this::publish);
    }

    private void publish() {
        ServingStatus whole = status(shelf.isReady());
        grpc.setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, whole);
        grpc.setStatus(SERVICE, whole);
        for (String tier : shelf.tiers()) {
            grpc.setStatus(tier, status(shelf.state(tier).orElseThrow() instanceof Ready));
        }
    }

    private ServingStatus status(boolean ready) {
        return ready && !draining ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static String words(ModelState state) {
        return switch (state) {
            case Loading(var progress) -> "loading: " + progress;
            case Ready(var _) -> "ready";
            case Failed(var why) -> "failed: " + why;
        };
    }
}
