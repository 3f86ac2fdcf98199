package dev.strata.cli.run;

import dev.strata.cli.chat.ChatClient;
import dev.strata.cli.feed.FeedProcess;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildFailure;
import dev.strata.cli.process.RestartPolicy;
import dev.strata.process.ReadyReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A run of the mesh from its start to its end. */
final class Show {
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(30);
    private static final Duration DEATH_GRACE = Duration.ofSeconds(2);

    private final ServiceSpecs specs;
    private final Checkout checkout;
    private final MeshSettings settings;
    private final PrintWriter out;

    Show(Checkout checkout, MeshSettings settings, PrintWriter out) {
        this.specs = new ServiceSpecs(checkout, settings);
        this.checkout = checkout;
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs until the demonstration is over, or until this process is told to end.
     *
     * @return false where something went wrong
     */
    boolean run(boolean once, boolean noDemo) throws InterruptedException {
        Mesh mesh = new Mesh(settings.state(), out);
        Thread end = Thread.ofPlatform().name("mesh-stop").unstarted(() -> stop(mesh));
        Runtime.getRuntime().addShutdownHook(end);
        try (mesh) {
            long began = System.nanoTime();
            ReadyReport gateway = start(mesh);
            out.printf("All ready after %.1f s.%n", (System.nanoTime() - began) / 1e9);
            printAddresses(gateway);
            return once ? demonstrateOnce(mesh, gateway, noDemo) : stayUp(mesh, gateway, noDemo);
        } catch (ChildFailure e) {
            out.println("strata: " + e.getMessage());
            out.flush();
            return false;
        } finally {
            forget(end);
        }
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException _) {
            // It is running: this process was told to end.
        }
    }

    private void stop(Mesh mesh) {
        out.println();
        out.println("Stopping.");
        out.flush();
        mesh.close();
    }

    private ReadyReport start(Mesh mesh) throws InterruptedException {
        mesh.start(specs.broker());
        mesh.start(specs.edge());
        mesh.start(specs.core());
        ReadyReport broker = mesh.awaitReady(ServiceSpecs.BROKER);
        ReadyReport edge = mesh.awaitReady(ServiceSpecs.EDGE);
        ReadyReport core = mesh.awaitReady(ServiceSpecs.CORE);
        mesh.start(specs.gateway(edge, core, broker));
        return mesh.awaitReady(ServiceSpecs.GATEWAY);
    }

    private boolean demonstrateOnce(Mesh mesh, ReadyReport gateway, boolean noDemo)
            throws InterruptedException {
        RuntimeException failure = null;
        try {
            if (!noDemo) {
                demonstrate(mesh, gateway);
            }
        } catch (IllegalStateException e) {
            failure = e;
        }
        Optional<Child> dead = mesh.death(failure == null ? Duration.ZERO : DEATH_GRACE);
        if (dead.isPresent()) {
            throw dead.get().death();
        }
        return succeeded(failure);
    }

    private boolean stayUp(Mesh mesh, ReadyReport gateway, boolean noDemo)
            throws InterruptedException {
        CompletableFuture<@Nullable Void> supervised = new CompletableFuture<>();
        Thread.ofPlatform().name("supervisor").daemon().start(() -> supervise(mesh, supervised));
        try {
            if (!noDemo) {
                demonstrate(mesh, gateway);
            }
        } catch (IllegalStateException e) {
            var _ = succeeded(e);
        }
        out.printf("%nUp. Ctrl-C ends it; ./strata chat \"...\" talks to it.%n");
        out.flush();
        try {
            supervised.join();
            return true;
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof ChildFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void supervise(Mesh mesh, CompletableFuture<@Nullable Void> end) {
        try {
            mesh.supervise(RestartPolicy.STANDARD);
            end.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private boolean succeeded(@Nullable RuntimeException failure) {
        if (failure != null) {
            out.println();
            out.println("strata: the demonstration failed: " + failure.getMessage());
            out.flush();
        }
        return failure == null;
    }

    private void demonstrate(Mesh mesh, ReadyReport gateway) throws InterruptedException {
        String broker = "127.0.0.1:" + mesh.report(ServiceSpecs.BROKER).port("kafka");
        List<DemoRequest> requests = DemoRequest.ALL;
        try (CapturedEvents events = new CapturedEvents(broker)) {
            long before = events.count();
            try (ChatClient client = new ChatClient("127.0.0.1:" + gateway.port("grpc"), "")) {
                new Demo(client, out).run(requests);
            }
            if (!events.await(before + requests.size(), EVENT_LIMIT)) {
                throw new IllegalStateException(
                        "captured events are missing: expected %d within %d s, got %d"
                                .formatted(
                                        requests.size(),
                                        EVENT_LIMIT.toSeconds(),
                                        events.count() - before));
            }
        }
        out.printf("%nWhat was captured, read back from Kafka:%n");
        feed("events", "--bootstrap", broker, "--last", "" + requests.size());
        String datasets = settings.state().resolve("datasets").toString();
        String keys = settings.state().resolve("keys").toString();
        out.printf("%nThe datasets that the feed makes of it, one for each zone:%n");
        for (String zone : List.of("public", "private")) {
            feed(
                    "build",
                    "--all",
                    "--bootstrap",
                    broker,
                    "--zone",
                    zone,
                    "--out",
                    datasets,
                    "--keys",
                    keys);
        }
    }

    private void feed(String... arguments) {
        out.flush();
        int status = FeedProcess.run(checkout, List.of(arguments));
        if (status != 0) {
            throw new IllegalStateException(
                    "feed '%s' failed: expected exit status 0, got %d"
                            .formatted(String.join(" ", arguments), status));
        }
    }

    private void printAddresses(ReadyReport gateway) {
        int grpc = gateway.port("grpc");
        int http = gateway.port("http");
        out.printf(
                """
                  gRPC  127.0.0.1:%d    grpcurl -plaintext 127.0.0.1:%d list
                  REST  http://127.0.0.1:%d/v1
                        curl http://127.0.0.1:%d/v1/chat/completions -H 'content-type: application/json' \\
                          -d '{"model": "auto", "messages": [{"role": "user", "content": "Hello!"}]}'
                  see   http://127.0.0.1:%d/console    user admin, password in %s
                  logs  %s
                """,
                grpc,
                grpc,
                http,
                http,
                gateway.port("console"),
                settings.state().resolve("keys").resolve("console.key"),
                settings.state().resolve("logs"));
        out.flush();
    }
}
