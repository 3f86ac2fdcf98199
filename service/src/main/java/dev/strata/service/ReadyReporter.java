package dev.strata.service;

import dev.strata.process.ParentPipe;
import dev.strata.process.ReadyReport;
import io.quarkus.arc.All;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.value.registry.ValueRegistry.RuntimeKey;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Writes the ready report once HTTP and gRPC are bound and every {@link StartGate} has opened, and
 * ends this process when its parent does.
 */
@ApplicationScoped
class ReadyReporter {
    private static final Logger LOG = Logger.getLogger(ReadyReporter.class);
    private static final Map<String, RuntimeKey<Integer>> PORTS =
            Map.of(
                    "grpc",
                    GrpcServer.GRPC_PORT,
                    "http",
                    HttpServer.HTTP_PORT,
                    "console",
                    RuntimeKey.intKey("strata.console.port"));

    private final ProcessConfig config;
    private final ApplicationConfig application;
    private final ValueRegistry registry;
    private final GrpcConfiguration grpc;
    private final List<StartGate> gates;

    ReadyReporter(
            ProcessConfig config,
            ApplicationConfig application,
            ValueRegistry registry,
            GrpcConfiguration grpc,
            @All List<StartGate> gates) {
        this.config = config;
        this.application = application;
        this.registry = registry;
        this.grpc = grpc;
        this.gates = List.copyOf(gates);
    }

    /** Ends the start where gRPC is not bound: Quarkus logs why and goes on without it. */
    void requireGrpc(@Observes StartupEvent started) {
        if (!registry.containsKey(GrpcServer.GRPC_PORT)) {
            throw new IllegalStateException(
                    "quarkus.grpc.server.port '%s' is not served: expected a port that can be bound, got the error logged above; free it, or choose another, or 0 for any"
                            .formatted(grpc.server().port()));
        }
    }

    void watchParent(@Observes StartupEvent started) {
        if (config.parentPipe()) {
            ParentPipe.watch(System.in, () -> exitWithin(config.exitWithin()));
        }
    }

    void reportWhenReady(@ObservesAsync HttpServerStart started) {
        CompletableFuture<?>[] opened =
                gates.stream()
                        .map(gate -> gate.opened().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new);
        // A gate that fails has logged why; this service then stays up and never becomes ready.
        var _ = CompletableFuture.allOf(opened).thenRun(this::report);
    }

    private void report() {
        Map<String, Integer> ports = new TreeMap<>();
        PORTS.forEach((name, key) -> {
            if (registry.containsKey(key)) {
                ports.put(name, registry.get(key));
            }
        });
        LOG.infof("%s is ready: ports %s", name(), ports);
        config.readyFile().ifPresent(file -> write(file, ports));
    }

    private void write(Path file, Map<String, Integer> ports) {
        try {
            ReadyReport.ofThisProcess(name(), ports).write(file);
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "ready report '%s' cannot be written; correct strata.process.ready-file",
                    file);
        }
    }

    private String name() {
        return application.name().orElse("service");
    }

    private static void exitWithin(Duration limit) {
        Thread.ofPlatform()
                .name("exit-limit")
                .daemon()
                .start(() -> {
                    try {
                        Thread.sleep(limit);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                    Runtime.getRuntime().halt(1);
                });
        Quarkus.asyncExit(0);
    }
}
