package dev.strata.cli.feed;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.home.Home;
import dev.strata.cli.home.RunningMesh;
import java.util.ArrayList;
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
        description = {
            "Works on captured traffic: ./strata feed build|events|dead-letters ARGUMENTS.",
            "Broker and keys are those of the running mesh unless given; ./strata feed help"
                    + " lists what the feed takes."
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
     * The arguments, with what {@code events} and {@code build} need of {@code mesh} where the user
     * gave none: broker, keys, and the folder of the datasets.
     */
    static List<String> complete(List<String> given, RunningMesh mesh) {
        if (given.isEmpty()) {
            return List.of("--help");
        }
        List<String> all = new ArrayList<>(given);
        boolean build = given.getFirst().equals("build");
        if (given.getFirst().equals("dead-letters") && lacks(given, "--spool")) {
            all.add("--spool");
            all.add(mesh.state().resolve("spool").toString());
            mesh.find("broker")
                    .filter(_ -> lacks(given, "--bootstrap"))
                    .ifPresent(broker -> {
                        all.add("--bootstrap");
                        all.add("127.0.0.1:" + broker.port("kafka"));
                    });
        }
        boolean help = given.contains("help") || given.contains("--help");
        if (help || !(build || given.getFirst().equals("events"))) {
            return all;
        }
        if (lacks(given, "--bootstrap")) {
            all.add("--bootstrap");
            all.add("127.0.0.1:" + mesh.require("broker").port("kafka"));
        }
        if (lacks(given, "--keys") && lacks(given, "--intake-key")) {
            all.add("--keys");
            all.add(mesh.state().resolve("keys").toString());
        }
        if (lacks(given, "--content")) {
            all.add("--content");
            all.add(mesh.state().resolve("content").toString());
        }
        if (build && lacks(given, "--out")) {
            all.add("--out");
            all.add(mesh.state().resolve("datasets").toString());
        }
        return all;
    }

    private static boolean lacks(List<String> given, String option) {
        return given.stream().noneMatch(a -> a.equals(option) || a.startsWith(option + "="));
    }
}
