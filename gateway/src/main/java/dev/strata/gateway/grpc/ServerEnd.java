package dev.strata.gateway.grpc;

import io.grpc.Server;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the gRPC server while its threads run: Quarkus ends it on one of them, which then waits for
 * itself.
 */
@Singleton
class ServerEnd implements ServerBuilderCustomizer<LoopServerBuilder> {
    private static final long MOST_SECONDS = 5;

    private volatile @Nullable Server server;

    @Override
    public void customize(GrpcServerConfiguration configuration, LoopServerBuilder builder) {
        builder.whenBuilt(built -> server = built);
    }

    /** Before what requests need; they have been drained. */
    void stop(@Observes @Priority(900) ShutdownEvent stopping) throws InterruptedException {
        Server running = server;
        if (running != null) {
            boolean _ = running.shutdownNow().awaitTermination(MOST_SECONDS, TimeUnit.SECONDS);
        }
    }
}
