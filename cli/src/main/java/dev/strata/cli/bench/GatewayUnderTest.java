package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildSpec;
import dev.strata.process.ReadyReport;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A gateway before stub tiers, with a broker of its own behind it: every feature is on. */
final class GatewayUnderTest implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration METRICS_TIME = Duration.ofSeconds(10);
    private static final String METRICS = "/q/metrics";

    /** In a checkout that is built. */
    static final String JAR = "gateway/target/quarkus-app/quarkus-run.jar";

    private final Path state;
    private final Child broker;
    private final Child gateway;
    private final ReadyReport ready;
    private final HttpClient http = HttpClient.newHttpClient();

    private GatewayUnderTest(Path state, Child broker, Child gateway, ReadyReport ready) {
        this.state = state;
        this.broker = broker;
        this.gateway = gateway;
        this.ready = ready;
    }

    /** Starts both and returns once they are ready. */
    static GatewayUnderTest start(StubTier stub) throws InterruptedException, IOException {
        return start(stub, Map.of());
    }

    /** The same, the gateway with {@code more} properties. */
    static GatewayUnderTest start(StubTier stub, Map<String, String> more)
            throws InterruptedException, IOException {
        Map<String, String> properties = new LinkedHashMap<>(stub.properties());
        properties.putAll(more);
        return start(properties);
    }

    /** A gateway with these properties, which name its tiers. */
    static GatewayUnderTest start(Map<String, String> properties)
            throws InterruptedException, IOException {
        return start(properties, Checkout.ofEnvironment().built(JAR));
    }

    /** The same, of another build. */
    static GatewayUnderTest start(Map<String, String> properties, Path jar)
            throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-gateway");
        Child broker = Child.start(brokerSpec(state), state);
        try {
            int kafka = broker.awaitReady(START).port("kafka");
            Child gateway = Child.start(gatewaySpec(properties, jar, state, kafka), state);
            return new GatewayUnderTest(state, broker, gateway, gateway.awaitReady(START));
        } catch (RuntimeException e) {
            broker.stop(STOP);
            throw e;
        }
    }

    int grpcPort() {
        return ready.port("grpc");
    }

    int httpPort() {
        return ready.port("http");
    }

    long pid() {
        return gateway.pid();
    }

    /** CPU time that the gateway has used since its start. */
    double cpuSeconds() {
        return CpuTimes.of(gateway.pid());
    }

    /** The same of all processes of the bench. */
    CpuTimes cpuTimes() {
        return CpuTimes.now(cpuSeconds(), CpuTimes.of(broker.pid()));
    }

    /**
     * How the gateway's requests have ended since its start, by its own count.
     *
     * @param bad neither answered nor left by their client, as those are that a sender drops at its
     *     own end
     */
    record Outcomes(double good, double bad) {
        static Outcomes of(String metrics) {
            double good = 0;
            double bad = 0;
            for (String line : metrics.lines().toList()) {
                if (line.startsWith("strata_requests_total{")) {
                    double count = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                    good += line.contains("outcome=\"OK\"") ? count : 0;
                    boolean left = line.contains("outcome=\"CLIENT_GONE\"");
                    bad += left || line.contains("outcome=\"OK\"") ? 0 : count;
                }
            }
            return new Outcomes(good, bad);
        }
    }

    Outcomes outcomes() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + METRICS))
                        .timeout(METRICS_TIME)
                        .build();
        return Outcomes.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() throws IOException {
        http.shutdownNow();
        gateway.stop(STOP);
        broker.stop(STOP);
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static ChildSpec brokerSpec(Path state) {
        Checkout checkout = Checkout.ofEnvironment();
        List<String> command = java("-Xmx256m");
        command.add("-cp");
        command.add(
                checkout.built("broker/target/classes")
                        + File.pathSeparator
                        + read(checkout.built("broker/target/classpath.txt")).strip());
        command.add("dev.strata.broker.BrokerMain");
        command.add("--dir");
        command.add(state.resolve("kafka").toString());
        return new ChildSpec("broker", command, Map.of());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "' cannot be read", e);
        }
    }

    private static ChildSpec gatewaySpec(
            Map<String, String> more, Path jar, Path state, int kafka) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("strata.zone", "public");
        properties.put("strata.capture.spool-dir", state.resolve("spool").toString());
        properties.put("kafka.bootstrap.servers", "127.0.0.1:" + kafka);
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.host", "127.0.0.1");
        properties.putAll(more);
        List<String> command = java("-Xmx384m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        return new ChildSpec(
                "gateway",
                command,
                Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_GRPC_SERVER_PORT", "0"));
    }

    /** The command that begins every process here, as the images and the launcher begin them. */
    static List<String> java(String heap) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        heap));
    }
}
