package dev.strata.cli.feed;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * Passes its arguments on to the feed, with broker and keys of a running mesh where the user names
 * none.
 */
@Command(
        name = "feed",
        subcommands = {SynthCommand.class, RehearseCommand.class},
        description = {
            "Works on captured traffic: ./strata feed NAME ARGUMENTS.",
            "  build, check, diff     a month's dataset; does it load; how two differ",
            "  land                   traffic into files, erasures carried out",
            "  retrain, decay         the router behind a gate; what models lose in a year",
            "  events, input          what was captured; what a dataset would be made of",
            "  cost                   what traffic cost, and saved: table, CSV or FOCUS",
            "  dead-letters, keys     what did not decode; keys of the private zone",
            "  synth, rehearse        new conversations by the largest tier; a month of real requests",
            "  dedup, cluster         near-duplicates of a file; a Spark cluster on this machine",
            "Broker, keys and folders are those of the running mesh unless given;"
                    + " ./strata feed NAME --help lists what each takes."
        })
public final class FeedCommand implements Callable<Integer> {
    @Option(
            names = "--state",
            defaultValue = "default",
            description = "Which mesh of this machine (default ${DEFAULT-VALUE}).")
    private String state = "default";

    @Unmatched private @Nullable List<String> arguments;

    @Override
    public Integer call() {
        List<String> given = arguments == null ? List.of() : arguments;
        return FeedProcess.run(
                Checkout.ofEnvironment(),
                complete(given, RunningMesh.of(Home.ofEnvironment(), state)));
    }

    /**
     * The arguments, with what a command needs of {@code mesh} where the user gave none: broker,
     * keys, and folders.
     */
    static List<String> complete(List<String> given, RunningMesh mesh) {
        if (given.isEmpty()) {
            return List.of("--help");
        }
        Completion all = new Completion(given, mesh);
        if (given.contains("help") || given.contains("--help")) {
            return all.arguments();
        }
        switch (given.getFirst()) {
            case "dead-letters" -> {
                all.folder("--spool", "spool");
                all.brokerThatRuns();
            }
            case "events" -> all.sources();
            case "input", "cost" -> all.broker();
            case "keys" -> all.folder("--out", "keys");
            case "build" -> {
                all.sources();
                all.folder("--out", "datasets");
            }
            case "retrain" -> {
                all.sources();
                all.folder("--out", "datasets");
                all.folder("--promotion-keys", "keys");
            }
            case "land" -> {
                all.sources();
                all.folder("--landed", "landed");
                all.folder("--key-store", "content-keys");
                all.folder("--out", "datasets");
            }
            case "decay" -> {
                all.folder("--evaluations", "evaluations");
                all.folder("--out", "datasets");
            }
            default -> {
                // It says itself what it lacks.
            }
        }
        return all.arguments();
    }
}
