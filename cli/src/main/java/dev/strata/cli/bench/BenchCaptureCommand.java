package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what recording a request costs: the thread that answers it, gateway and broker. */
@Command(
        name = "capture",
        description = {
            "Sends requests through a real gateway that has no broker, and says what recording each"
                    + " one cost the thread that answered it, as the gateway itself measures it: the"
                    + " percentiles of the last seconds.",
            "Then, with a broker, the CPU time of an event until Kafka has acknowledged it: of the"
                    + " gateway's threads that carry events, and of the broker.",
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
            description =
                    "How long requests are measured; 0 leaves this part out (default:"
                            + " ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--event-rate",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Requests a second while events are measured (default: ${DEFAULT-VALUE}).")
    private int eventRate;

    @Option(
            names = "--event-seconds",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "How long events are measured; 0 leaves this part out (default:"
                            + " ${DEFAULT-VALUE}).")
    private int eventSeconds;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        List<Table> tables = new ArrayList<>();
        if (seconds > 0) {
            tables.add(offer(object));
        }
        if (eventSeconds > 0) {
            tables.add(event(object));
        }
        new Report(
                        "capture: requests at %d a second without a broker, at %d with one"
                                .formatted(rate, eventRate),
                        tables,
                        List.of(
                                "The broker's CPU is less what it takes when nothing is sent. Threads have the kernel's names, of 15 characters."),
                        object)
                .print(spec.commandLine().getOut(), json);
        return 0;
    }

    private Table offer(Map<String, Object> object) throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-capture");
        try (StubTier stub = new StubTier();
                DrillGateway gateway = DrillGateway.start(stub, state, "127.0.0.1:9", Map.of())) {
            new OutageLoad(10 * rate).send(warmUp, gateway.grpcPort());
            OutageLoad load = new OutageLoad(rate);
            load.send(seconds * rate, gateway.grpcPort());
            double p50 = gateway.offerMicros("0.5");
            double p99 = gateway.offerMicros("0.99");
            object.put("requests", load.sent());
            object.put("rate", rate);
            object.put("offer_p50_us", p50);
            object.put("offer_p99_us", p99);
            return Table.of("what the request's thread spends on capture", "us", "wanted")
                    .with("p50", "%.1f".formatted(p50), "%.0f".formatted(WANTED_P50))
                    .with("p99", "%.1f".formatted(p99), "%.0f".formatted(WANTED_P99));
        } finally {
            OutageDrill.delete(state);
        }
    }

    private Table event(Map<String, Object> object) throws InterruptedException, IOException {
        EventCostTrial.Result result =
                EventCostTrial.run(new EventCostTrial.Plan(eventRate, warmUp, eventSeconds));
        object.put("events", Math.round(result.events()));
        object.put("event_rate", eventRate);
        object.put("gateway_request_us", result.gateway());
        object.put("gateway_event_us", result.captureTotal());
        object.put("gateway_event_us_by_thread", result.capture());
        object.put("broker_event_us", result.broker());
        object.put("broker_idle_percent", result.brokerIdlePercent());
        Table table = Table.of("CPU for each event", "us");
        for (Map.Entry<String, Double> thread : result.capture().entrySet()) {
            table = table.with("gateway, thread " + thread.getKey(), one(thread.getValue()));
        }
        return table.with("gateway, these threads", one(result.captureTotal()))
                .with("broker", one(result.broker()))
                .with("both", one(result.captureTotal() + result.broker()))
                .with("gateway, the whole request", one(result.gateway()))
                .with("idle broker, % of a core", one(result.brokerIdlePercent()));
    }

    private static String one(double micros) {
        return "%.1f".formatted(micros);
    }
}
