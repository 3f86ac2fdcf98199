package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long the gateway takes from its start until it is ready, as its image starts it. */
@Command(
        name = "start",
        description =
                "Measures the gateway's start to ready as its image starts it, with and without AOT cache.",
        mixinStandardHelpOptions = true)
final class BenchStartCommand implements Callable<Integer> {
    private static final String CACHE = "-XX:AOTCache=";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Starts of each kind, by turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rounds is out of range: expected at least 1, got %d; correct it"
                            .formatted(rounds));
        }
        Path folder = Files.createTempDirectory("strata-bench-start");
        try (StubTier stub = new StubTier()) {
            measure(folder, stub).report().print(spec.commandLine().getOut(), json);
            return 0;
        } finally {
            delete(folder);
        }
    }

    private StartFigures measure(Path folder, StubTier stub)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        err.println("laying out the image and making its cache");
        err.flush();
        Path tree = folder.resolve("app");
        ImageLayout image = ImageLayout.make(Checkout.ofEnvironment(), "gateway", tree);
        image.build();
        List<String> cached = image.entryPoint();
        List<String> plain = cached.stream().filter(word -> !word.startsWith(CACHE)).toList();
        StartTrial trial = new StartTrial(folder.resolve("state"), stub);
        List<StartTrial.Start> with = new ArrayList<>();
        List<StartTrial.Start> without = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            without.add(trial.start(plain));
            with.add(trial.start(cached));
            err.printf(
                    "round %d of %d: %.2f s, with the cache %.2f s%n",
                    round + 1,
                    rounds,
                    without.getLast().nanos() / 1e9,
                    with.getLast().nanos() / 1e9);
            err.flush();
        }
        return new StartFigures(without, with, Files.size(tree.resolve("start.aot")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
