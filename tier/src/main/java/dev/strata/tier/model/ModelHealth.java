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
 * Readiness over HTTP and gRPC: while every model serves, and no longer once draining. gRPC health
 * knows the process ({@code ""}), the service, and each tier by its name.
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

    /** Tells gRPC health, which never asks, what has changed. */
    public synchronized void publish() {
        ServingStatus whole = status(shelf.isReady());
        publish(GrpcHealthStorage.DEFAULT_SERVICE_NAME, whole);
        publish(SERVICE, whole);
        for (String tier : shelf.tiers()) {
            publish(tier, status(shelf.state(tier).orElseThrow() instanceof Ready));
        }
    }

    private void publish(String name, ServingStatus status) {
        if (grpc.getStatuses().get(name) != status) {
            grpc.setStatus(name, status);
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
