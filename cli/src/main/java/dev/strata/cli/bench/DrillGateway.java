package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildSpec;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real gateway process before a stub tier, over the lives that a drill gives it. */
final class DrillGateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final ChildSpec spec;
    private final Path state;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Child child;
    private ReadyReport ready;

    private DrillGateway(ChildSpec spec, Path state, Child child) throws InterruptedException {
        this.spec = spec;
        this.state = state;
        this.child = child;
        this.ready = child.awaitReady(START);
    }

    /**
     * Starts one and returns once it is ready.
     *
     * @param settings of capture, beside those that every drill has
     */
    static DrillGateway start(
            StubTier stub, Path state, String bootstrap, Map<String, String> settings)
            throws InterruptedException {
        Map<String, String> properties = new LinkedHashMap<>(stub.properties());
        properties.put("strata.zone", "public");
        properties.put("strata.capture.spool-dir", state.resolve("spool").toString());
        properties.put("strata.capture.content-dir", state.resolve("content").toString());
        properties.put("strata.capture.durable-ids", durableIds(state).toString());
        // What is counted is answers; a gateway that is cold refuses some, and is asked again.
        properties.put("strata.chat.recorded-refusals", "0");
        properties.put("strata.chat.signing-key-file", state.resolve("signing.key").toString());
        properties.put("kafka.bootstrap.servers", bootstrap);
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.host", "127.0.0.1");
        properties.putAll(settings);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx384m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(
                Checkout.ofEnvironment()
                        .built("gateway/target/quarkus-app/quarkus-run.jar")
                        .toString());
        ChildSpec spec =
                new ChildSpec(
                        "gateway",
                        command,
                        Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_GRPC_SERVER_PORT", "0"));
        return new DrillGateway(spec, state, Child.start(spec, state));
    }

    /** Where the ids of forced events are logged. */
    static Path durableIds(Path state) {
        return state.resolve("durable.ids");
    }

    long pid() {
        return child.pid();
    }

    int grpcPort() {
        return ready.port("grpc");
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
        while (child.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** Another life on the same folders. */
    void startAgain() throws InterruptedException {
        child = Child.startAgain(spec, state);
        ready = child.awaitReady(START);
    }

    /** Resident memory in MiB; empty where this system does not say. */
    Optional<Integer> residentMiB() {
        try {
            return Files.readAllLines(Path.of("/proc/" + child.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Integer.parseInt(line.replaceAll("\\D+", "")) / 1024)
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The sum of the metric's values whose line begins with {@code prefix}; 0 where none is. */
    double metric(String prefix) {
        return get("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    /**
     * What recording a request cost the thread that answered it, in microseconds.
     *
     * @param quantile {@code 0.5} or {@code 0.99}
     */
    double offerMicros(String quantile) {
        return metric("strata_capture_offer_seconds{quantile=\"" + quantile + "\"") * 1e6;
    }

    /** What capture's health is, {@code UP} or {@code DOWN}, and why. */
    String health() {
        String said = get("/q/health/well");
        String status = said.contains("\"DOWN\"") ? "DOWN" : "UP";
        int reason = said.indexOf("last_drop_reason");
        return reason < 0 ? status : status + ", " + said.substring(reason).split("\"", 4)[2];
    }

    private String get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ready.port("http") + path))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        child.stop(STOP);
        http.shutdownNow();
    }
}
