package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Child;
import dev.strata.cli.process.ChildSpec;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the gateway adds to a tier's answer. */
@Command(
        name = "gateway",
        description = "Measures what the gateway adds to a tier's answer, over gRPC and REST.",
        mixinStandardHelpOptions = true)
final class BenchGatewayCommand implements Callable<Integer> {
    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Length of each run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Seconds before each run that are not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-gateway");
        try (StubTier stub = new StubTier()) {
            Child gateway = Child.start(gateway(stub, state), state);
            try {
                ReadyReport ready = gateway.awaitReady(Duration.ofSeconds(90));
                Figures figures = measure(stub, ready, gateway.pid());
                report(figures).print(spec.commandLine().getOut(), json);
                return figures.failed() == 0 ? 0 : 1;
            } finally {
                gateway.stop(Duration.ofSeconds(15));
            }
        } finally {
            delete(state);
        }
    }

    /** What was measured; {@code cpuMicros} of the gateway for each request of both faces. */
    private record Figures(
            Latencies direct,
            Latencies grpc,
            Latencies rest,
            Latencies overhead,
            double cpuMicros) {
        int failed() {
            return direct.failed() + grpc.failed() + rest.failed();
        }
    }

    private Figures measure(StubTier stub, ReadyReport ready, long pid)
            throws InterruptedException {
        try (BenchClients clients =
                new BenchClients(stub.endpoint(), ready.port("grpc"), ready.port("http"))) {
            OpenLoop loop = new OpenLoop(rate);
            for (var send : clients.all()) {
                var _ = loop.run(Duration.ofSeconds(warmUp), send);
            }
            Duration length = Duration.ofSeconds(seconds);
            Latencies direct = loop.run(length, clients::direct);
            double before = cpuSeconds(pid);
            Latencies _ = clients.takeOverheads();
            Latencies grpc = loop.run(length, clients::grpc);
            Latencies rest = loop.run(length, clients::rest);
            double used = cpuSeconds(pid) - before;
            return new Figures(
                    direct,
                    grpc,
                    rest,
                    clients.takeOverheads(),
                    used * 1e6 / (grpc.answered() + rest.answered()));
        }
    }

    private static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(duration -> duration.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    private static ChildSpec gateway(StubTier stub, Path state) {
        Map<String, String> properties = new LinkedHashMap<>(stub.properties());
        properties.put("strata.zone", "public");
        properties.put("strata.capture.spool-dir", state.resolve("spool").toString());
        // No broker: capture runs in full up to its spool on disk.
        properties.put("kafka.bootstrap.servers", "127.0.0.1:9");
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.host", "127.0.0.1");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Xmx384m");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(
                Checkout.ofEnvironment()
                        .built("gateway/target/quarkus-app/quarkus-run.jar")
                        .toString());
        return new ChildSpec(
                "gateway",
                command,
                Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_GRPC_SERVER_PORT", "0"));
    }

    private Report report(Figures figures) {
        Table table =
                Table.of("way", "requests", "failed", "p50 ms", "p99 ms", "added p50", "added p99");
        table = row(table, "tier, called directly", figures.direct(), figures.direct());
        table = row(table, "gateway, gRPC", figures.grpc(), figures.direct());
        table = row(table, "gateway, REST", figures.rest(), figures.direct());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rate", rate);
        object.put("seconds", seconds);
        object.put("failed", figures.failed());
        object.put("direct_ms", figures.direct().json());
        object.put("added_ms", figures.grpc().addedTo(figures.direct()));
        object.put("rest_added_ms", figures.rest().addedTo(figures.direct()));
        object.put("overhead_ms", figures.overhead().json());
        object.put("cpu_us", Math.round(figures.cpuMicros()));
        return new Report(
                "What the gateway adds, at %d requests a second for %d s".formatted(rate, seconds),
                List.of(table),
                List.of(
                        "Answers of one chunk of 600 bytes from a stub tier; sender, stub and gateway share this machine.",
                        "Added: difference of percentiles to the direct call. REST's holds the HTTP client's own share.",
                        "By its own account (total less waiting on the tier) it added %.3f ms at the median and %.3f at the 99th percentile."
                                .formatted(figures.overhead().ms(0.5), figures.overhead().ms(0.99)),
                        "Routing, privacy scan, tenants, limits, cascade and capture to its spool are on; CPU of the gateway: %d us a request."
                                .formatted(Math.round(figures.cpuMicros()))),
                object);
    }

    private static Table row(Table table, String way, Latencies run, Latencies floor) {
        return table.with(
                way,
                run.answered(),
                run.failed(),
                "%.3f".formatted(run.ms(0.5)),
                "%.3f".formatted(run.ms(0.99)),
                "%.3f".formatted(run.ms(0.5) - floor.ms(0.5)),
                "%.3f".formatted(run.ms(0.99) - floor.ms(0.99)));
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder '" + folder + "' cannot be deleted", e);
        }
    }
}
