package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildSpec;
import dev.strata.engine.ModelConfig;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One model behind gRPC, in a process of its own as a mesh starts it. */
final class TierUnderTest implements AutoCloseable {
    /** Requests that it computes by turns, as a tier does where nothing else is said. */
    static final int RUNNING = 16;

    private static final Duration START = Duration.ofSeconds(180);
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Path state;
    private final Child tier;
    private final ReadyReport ready;

    private TierUnderTest(Path state, Child tier, ReadyReport ready) {
        this.state = state;
        this.tier = tier;
        this.ready = ready;
    }

    /** Starts it and returns once it is ready. */
    static TierUnderTest start(ModelConfig model) throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("strata-bench-tier");
        Child tier = Child.start(spec(model), state);
        try {
            return new TierUnderTest(state, tier, tier.awaitReady(START));
        } catch (RuntimeException e) {
            tier.stop(STOP);
            throw e;
        }
    }

    private static ChildSpec spec(ModelConfig model) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("strata.zone", "public");
        properties.put("strata.tier.models", model.name());
        properties.put("strata.tier.threads", "" + model.threads());
        properties.put("strata.tier.precision", model.precision().name().toLowerCase(Locale.ROOT));
        properties.put("strata.tier.max-running", "" + RUNNING);
        properties.put("strata.tier.queue-capacity", "4096");
        properties.put("strata.models.home", Home.ofEnvironment().models().toString());
        properties.put("strata.models.cache", model.cacheRoot().toString());
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.host", "127.0.0.1");
        List<String> command = GatewayUnderTest.java("-Xmx512m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(
                Checkout.ofEnvironment()
                        .built("tier-edge/target/quarkus-app/quarkus-run.jar")
                        .toString());
        return new ChildSpec(
                "tier", command, Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_GRPC_SERVER_PORT", "0"));
    }

    int port() {
        return ready.port("grpc");
    }

    @Override
    public void close() throws IOException {
        tier.stop(STOP);
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
