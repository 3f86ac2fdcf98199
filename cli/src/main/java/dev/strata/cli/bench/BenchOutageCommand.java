package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the broker, the gateway and the power away, and counts what is left. */
@Command(
        name = "outage",
        description = {
            "Sends requests through a real gateway while its broker is away, kills the broker and the"
                    + " gateway, and compares what was acknowledged as durable with the dataset's"
                    + " input.",
            "Once with the page cache, once on a file layer that loses unforced bytes; then a full"
                    + " disk."
        },
        mixinStandardHelpOptions = true)
final class BenchOutageCommand implements Callable<Integer> {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Requests of each run (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "1",
            description = "How long the broker is away in each run (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Duration away = Duration.ofMillis(Math.round(minutes * 60_000));
        OutageDrill.Result kept = OutageDrill.run(new OutageDrill.Plan(events, rate, away, false));
        OutageDrill.Result cut = OutageDrill.run(new OutageDrill.Plan(events, rate, away, true));
        FullDiskDrill.Result full = FullDiskDrill.run(Math.min(events, 4 * rate), rate);
        report(kept, cut, full).print(spec.commandLine().getOut(), json);
        return kept.tally().isWhole() && cut.tally().isWhole() && full.isWhole() ? 0 : 1;
    }

    private Report report(
            OutageDrill.Result kept, OutageDrill.Result cut, FullDiskDrill.Result full) {
        Table counts =
                Table.of(
                        "run",
                        "sent",
                        "accepted",
                        "durable",
                        "in input",
                        "lost",
                        "duplicated",
                        "at risk",
                        "delivered again",
                        "no answer, asked again");
        counts = row(counts, "SIGKILL, page cache kept", kept);
        counts = row(counts, "SIGKILL, unforced bytes lost", cut);
        Table costs =
                Table.of(
                        "run",
                        "offer p50 us",
                        "offer p99 us",
                        "resident MiB, warm",
                        "most",
                        "end",
                        "most on disk MiB",
                        "broker back after stop s",
                        "after SIGKILL s");
        costs = costs(costs, "SIGKILL, page cache kept", kept);
        costs = costs(costs, "SIGKILL, unforced bytes lost", cut);
        Table disk =
                Table.of("full disk", "sent", "answered", "kept", "dropped, counted", "health says")
                        .with(
                                "",
                                full.sent(),
                                full.answered(),
                                full.spooled(),
                                full.dropped(),
                                full.health());
        return new Report(
                "%d requests at %d a second, the broker away for %.0f s"
                        .formatted(events, rate, minutes * 60),
                List.of(counts, costs, disk),
                List.of(
                        "Accepted: the caller had its answer. Durable: the writer logged its id after the force. In input: what the feed reads of the topic, each id once.",
                        "At risk: accepted and not durable when the gateway was killed: those of one force interval (50 ms).",
                        "No answer: requests that ended with an error, by gRPC status; what the kill cut off, and what the gateway refused once it ran again. They are asked again until all are answered.",
                        "In each run the gateway is killed half-way through the load, the broker while the spool is being sent to it.",
                        "Warm: ten seconds into the load after the kill. Broker: from its start to its ready report.",
                        "Offer: what recording a request cost the thread that answered it (wanted: 10 at p50, 100 at p99)."),
                object(kept.tally().plus(cut.tally())));
    }

    private static Table row(Table table, String run, OutageDrill.Result result) {
        OutageTally tally = result.tally();
        return table.with(
                run,
                result.sent(),
                tally.accepted(),
                tally.durable(),
                tally.inInput(),
                tally.lost(),
                tally.duplicated(),
                tally.atRisk(),
                result.redelivered(),
                words(result));
    }

    private static String words(OutageDrill.Result result) {
        return "cut off %s, after the restart %s".formatted(result.cutOff(), result.refused());
    }

    private static Table costs(Table table, String run, OutageDrill.Result result) {
        return table.with(
                run,
                "%.1f".formatted(result.offerP50Micros()),
                "%.1f".formatted(result.offerP99Micros()),
                result.memory().first(),
                result.memory().most(),
                result.memory().last(),
                "%.1f".formatted(result.mostSpoolBytes() / 1048576.0),
                "%.1f".formatted(result.brokerBack().afterStop().toMillis() / 1000.0),
                "%.1f".formatted(result.brokerBack().afterKill().toMillis() / 1000.0));
    }

    private static Map<String, Object> object(OutageTally tally) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("accepted", tally.accepted());
        object.put("durable", tally.durable());
        object.put("in_input", tally.inInput());
        object.put("lost", tally.lost());
        object.put("duplicated", tally.duplicated());
        object.put("at_risk", tally.atRisk());
        return object;
    }
}
