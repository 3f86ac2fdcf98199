package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what recording a request costs the thread that answers it. */
@Command(
        name = "capture",
        description = {
            "Sends requests through a real gateway that has no broker, and says what recording each"
                    + " one cost the thread that answered it, as the gateway itself measures it: the"
                    + " percentiles of the last seconds.",
            "Sender, stub tier and gateway share this machine: the 99th percentile holds what the"
                    + " scheduler takes too."
        },
        mixinStandardHelpOptions = true)
final class BenchCaptureCommand implements Callable<Integer> {
    private static final double WANTED_P50 = 10;
    private static final double WANTED_P99 = 100;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "15000",
            description = "Requests before, at ten times the rate (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "25",
            description = "How long requests are measured (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-capture");
        try (StubTier stub = new StubTier();
                DrillGateway gateway = DrillGateway.start(stub, state, "127.0.0.1:9", Map.of())) {
            new OutageLoad(10 * rate).send(warmUp, gateway.grpcPort());
            OutageLoad load = new OutageLoad(rate);
            load.send(seconds * rate, gateway.grpcPort());
            double p50 = gateway.offerMicros("0.5");
            double p99 = gateway.offerMicros("0.99");
            report(load, p50, p99).print(spec.commandLine().getOut(), json);
            return 0;
        } finally {
            OutageDrill.delete(state);
        }
    }

    private Report report(OutageLoad load, double p50, double p99) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("requests", load.sent());
        object.put("rate", rate);
        object.put("offer_p50_us", p50);
        object.put("offer_p99_us", p99);
        return new Report(
                "%d requests at %d a second, no broker".formatted(load.sent(), rate),
                List.of(
                        Table.of("what the request's thread spends on capture", "us", "wanted")
                                .with("p50", "%.1f".formatted(p50), "%.0f".formatted(WANTED_P50))
                                .with("p99", "%.1f".formatted(p99), "%.0f".formatted(WANTED_P99))),
                List.of(),
                object);
    }
}
