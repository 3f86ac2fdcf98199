package dev.strata.cli.run;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.keys.KeysCommand;
import dev.strata.cli.process.ChildSpec;
import dev.strata.process.ReadyReport;
import dev.strata.seal.PromotionKeys;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each process of the mesh is started. */
public final class ServiceSpecs {
    private static final List<String> FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError");

    /** A tier's heap is small and lives long: it holds what it uses, and little more. */
    private static final List<String> TIER_FLAGS =
            List.of(
                    "-Xms48m",
                    "-XX:MinHeapFreeRatio=15",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:-ShrinkHeapInSteps");

    private static final String RUNNER = "/target/quarkus-app/quarkus-run.jar";
    static final String EDGE = "tier-edge";
    static final String CORE = "tier-core";
    static final String GATEWAY = "gateway";
    static final String BROKER = "broker";

    private final Checkout checkout;
    private final MeshSettings settings;

    /** Processes of {@code checkout}, set as {@code settings} say. */
    public ServiceSpecs(Checkout checkout, MeshSettings settings) {
        this.checkout = checkout;
        this.settings = settings;
    }

    /**
     * Checks that every process can be started.
     *
     * @throws IllegalStateException naming what the build lacks
     */
    public static void requireBuilt(Checkout checkout) {
        for (String service : List.of(EDGE, CORE, GATEWAY)) {
            var _ = checkout.built(service + RUNNER);
        }
        for (String module : List.of("broker", "feed")) {
            var _ = checkout.built(module + "/target/classpath.txt");
        }
    }

    /** The broker. */
    public ChildSpec broker() {
        List<String> command = java("-Xmx256m");
        command.add("-cp");
        command.add(classPath("broker"));
        command.add("dev.strata.broker.BrokerMain");
        command.add("--dir");
        command.add(settings.state().resolve("kafka").toString());
        return new ChildSpec(BROKER, command, Map.of());
    }

    /** V1 and V2, in the public zone. */
    public ChildSpec edge() {
        return tier(EDGE, "public", "v1,v2", settings.threads().edge());
    }

    /** V3, in the private zone. */
    public ChildSpec core() {
        return tier(CORE, "private", "v3", settings.threads().core());
    }

    private ChildSpec tier(String module, String zone, String models, int threads) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("strata.zone", zone);
        properties.put("strata.tier.models", models);
        properties.put("strata.tier.threads", "" + threads);
        properties.put("strata.models.home", settings.models().toString());
        properties.put("strata.models.cache", settings.cache().toString());
        settings.catalogueFile()
                .ifPresent(file -> properties.put("strata.models.catalogue", file.toString()));
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.host", "127.0.0.1");
        ChildSpec spec = service(module, "-Xmx512m", properties, 0, 0);
        List<String> command = new ArrayList<>(spec.command());
        command.addAll(1, TIER_FLAGS);
        return new ChildSpec(spec.name(), command, spec.environment());
    }

    /**
     * The gateway, in the public zone.
     *
     * @param edge report of tier-edge
     * @param core report of tier-core
     * @param broker report of the broker
     */
    public ChildSpec gateway(ReadyReport edge, ReadyReport core, ReadyReport broker) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("strata.zone", "public");
        properties.put("strata.tiers.v1.endpoint", "127.0.0.1:" + edge.port("grpc"));
        properties.put("strata.tiers.v2.endpoint", "127.0.0.1:" + edge.port("grpc"));
        properties.put("strata.tiers.v3.endpoint", "127.0.0.1:" + core.port("grpc"));
        properties.put("strata.capture.spool-dir", settings.state().resolve("spool").toString());
        properties.put(
                "strata.capture.content-dir", settings.state().resolve("content").toString());
        properties.put("strata.capture.intake-public-key", settings.intakeKey().toString());
        properties.put(
                "strata.chat.signing-key-file",
                settings.state().resolve("keys").resolve("signing.key").toString());
        properties.put(
                "strata.promotions.public-key",
                PromotionKeys.ensure(settings.state().resolve("keys")).publicKey().toString());
        properties.put("strata.promotions.dir", settings.state().resolve("promotions").toString());
        properties.put("strata.tenants.keys-file", KeysCommand.file(settings.state()).toString());
        properties.put("strata.admit.ledger-file", settings.state().resolve("ledger").toString());
        if (settings.catalogue().entries().stream().anyMatch(e -> e.generated().isPresent())) {
            // Random weights are never sure of anything.
            properties.put("strata.cascade.calibration", "generic");
        }
        properties.put("kafka.bootstrap.servers", "127.0.0.1:" + broker.port("kafka"));
        properties.put("strata.console.port", "0");
        properties.put(
                "strata.console.key-file",
                settings.state().resolve("keys").resolve("console.key").toString());
        properties.put("strata.console.datasets", settings.state().resolve("datasets").toString());
        properties.put("quarkus.http.host", settings.host());
        properties.put("quarkus.grpc.server.host", settings.host());
        return service(
                GATEWAY,
                "-Xmx384m",
                properties,
                settings.httpPort().port(Ports::isFree),
                settings.grpcPort().port(Ports::isFree));
    }

    private ChildSpec service(
            String module, String heap, Map<String, String> properties, int http, int grpc) {
        List<String> command = java(heap);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(checkout.built(module + RUNNER).toString());
        return new ChildSpec(
                module,
                command,
                Map.of("QUARKUS_HTTP_PORT", "" + http, "QUARKUS_GRPC_SERVER_PORT", "" + grpc));
    }

    private String classPath(String module) {
        Path list = checkout.built(module + "/target/classpath.txt");
        try {
            return checkout.built(module + "/target/classes")
                    + File.pathSeparator
                    + Files.readString(list).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("class path '" + list + "' cannot be read", e);
        }
    }

    private static List<String> java(String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add(heap);
        return command;
    }

    /** The same child again, on the ports that the others know it by. */
    static ChildSpec again(ChildSpec spec, Optional<ReadyReport> report) {
        if (report.isEmpty() || !spec.environment().containsKey("QUARKUS_HTTP_PORT")) {
            return spec;
        }
        Map<String, Integer> ports = report.get().ports();
        return new ChildSpec(
                spec.name(),
                spec.command(),
                Map.of(
                        "QUARKUS_HTTP_PORT", "" + ports.getOrDefault("http", 0),
                        "QUARKUS_GRPC_SERVER_PORT", "" + ports.getOrDefault("grpc", 0)));
    }
}
