package dev.strata.cli.bench;

import com.sun.net.httpserver.HttpServer;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what tracing costs the gateway in CPU time. */
@Command(
        name = "telemetry",
        description = "Measures the CPU time that tracing costs a request, on against off.",
        mixinStandardHelpOptions = true)
final class BenchTelemetryCommand implements Callable<Integer> {
    private static final int LANES = 8;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "12",
            description = "Rounds, each with both by turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Length of each turn (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "30",
            description = "Seconds that each gateway is warmed up (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--sampled",
            paramLabel = "SHARE",
            description = "Share of requests that are traced (default: the services' own, 0.1).")
    private String sampled = "0.1";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        HttpServer collector = collector();
        try (StubTier stub = new StubTier();
                StubUpstream upstream = new StubUpstream();
                Side off = new Side(stub, upstream, Map.of());
                Side on = new Side(stub, upstream, tracing(collector))) {
            report(measure(off, on)).print(spec.commandLine().getOut(), json);
            return 0;
        } finally {
            collector.stop(0);
        }
    }

    private RatioOfMeans measure(Side off, Side on) throws InterruptedException {
        Duration length = Duration.ofSeconds(warmUp).dividedBy(2);
        for (int half = 0; half < 2; half++) {
            off.warmUp(length);
            on.warmUp(length);
        }
        PrintWriter err = spec.commandLine().getErr();
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                without.add(off.turn());
                with.add(on.turn());
            } else {
                with.add(on.turn());
                without.add(off.turn());
            }
            err.printf(
                    "round %d of %d: %.0f and %.0f us%n",
                    round + 1, rounds, without.getLast(), with.getLast());
            err.flush();
        }
        return new RatioOfMeans(without, with);
    }

    Report report(RatioOfMeans ratio) {
        double[] interval = ratio.interval();
        Table table =
                Table.of("tracing", "CPU us a request")
                        .with("off", Math.round(ratio.meanBefore()))
                        .with("on", Math.round(ratio.meanAfter()));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rounds", rounds);
        object.put("sampled", Double.parseDouble(sampled));
        object.put("off_us", Math.round(ratio.meanBefore()));
        object.put("on_us", Math.round(ratio.meanAfter()));
        object.put("added_share", rounded(ratio.added()));
        object.put("interval", List.of(rounded(interval[0]), rounded(interval[1])));
        return new Report(
                "What tracing costs the gateway, %d rounds of %d s, %d requests at a time"
                        .formatted(rounds, seconds, LANES),
                List.of(table),
                List.of(
                        "Added: %.1f%%, 95%% interval %.1f%% to %.1f%% (paired rounds, bootstrap)."
                                .formatted(
                                        100 * ratio.added(), 100 * interval[0], 100 * interval[1]),
                        "%s of the requests are traced; a collector on this machine takes the spans."
                                .formatted(sampled)),
                object);
    }

    private static double rounded(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }

    private Map<String, String> tracing(HttpServer collector) {
        return Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                "quarkus.otel.traces.sampler.arg",
                sampled,
                "quarkus.otel.exporter.otlp.protocol",
                "http/protobuf",
                "quarkus.otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + collector.getAddress().getPort());
    }

    private static HttpServer collector() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    var _ = exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /** A gateway of its own and its clients. */
    private final class Side implements AutoCloseable {
        private final GatewayUnderTest gateway;
        private final BenchClients clients;

        Side(StubTier stub, StubUpstream upstream, Map<String, String> properties)
                throws IOException, InterruptedException {
            gateway = GatewayUnderTest.start(stub, properties);
            clients = new BenchClients(stub, upstream, gateway.grpcPort(), gateway.httpPort());
        }

        /** Lets the compiler finish before anything is measured. */
        void warmUp(Duration length) throws InterruptedException {
            var _ = ClosedLoop.perSecond(LANES, length, clients::grpc);
        }

        /** One turn; gives microseconds of CPU a request. */
        double turn() throws InterruptedException {
            double before = gateway.cpuSeconds();
            long answers = ClosedLoop.answers(LANES, Duration.ofSeconds(seconds), clients::grpc);
            return (gateway.cpuSeconds() - before) * 1e6 / Math.max(1, answers);
        }

        @Override
        public void close() throws IOException {
            clients.close();
            gateway.close();
        }
    }
}
