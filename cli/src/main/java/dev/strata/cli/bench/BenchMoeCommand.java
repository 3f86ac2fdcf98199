package dev.strata.cli.bench;

import dev.strata.cli.engine.Rounds;
import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what a mixture of experts saves of the dense model that is as wide as all of them. */
@Command(
        name = "moe",
        description =
                "Measures a generated mixture of experts beside dense models as wide as all of its"
                        + " experts and as those that a token uses.",
        mixinStandardHelpOptions = true)
final class BenchMoeCommand implements Callable<Integer> {
    private static final TinySpec BASE =
            new TinySpec(
                    "llama",
                    TensorType.Q4_K,
                    6,
                    1024,
                    16,
                    4,
                    768,
                    TinySpec.Experts.NONE,
                    1024,
                    true,
                    1);

    @Mixin private Rounds rounds;

    @Option(
            names = "--experts",
            paramLabel = "N",
            defaultValue = "16",
            description = "Experts of a layer, at least 2 (default: ${DEFAULT-VALUE}).")
    private int experts;

    @Option(
            names = "--used",
            paramLabel = "N",
            defaultValue = "2",
            description = "Experts that a token uses (default: ${DEFAULT-VALUE}).")
    private int used;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one computation (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (experts < 2 || experts > 64 || used < 1 || used >= experts || rounds.count() < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a mixture of %d experts, %d used, %d rounds cannot be measured: expected 2 to 64 experts of which some are unused, and at least 1 round; correct --experts, --used or --rounds"
                            .formatted(experts, used, rounds.count()));
        }
        Path cache = Home.ofEnvironment().cache();
        Files.createDirectories(cache);
        Path folder = Files.createTempDirectory(cache, "bench-moe-");
        try {
            MoeTrial trial = new MoeTrial(folder, threads, spec.commandLine().getErr());
            report(trial.run(BASE, experts, used, rounds.count()))
                    .print(spec.commandLine().getOut(), json);
        } finally {
            delete(folder);
        }
        return 0;
    }

    private Report report(MoeFigures figures) {
        Table table = Table.of("model", "weights", "for a token", "file", "decode", "prefill");
        for (Object[] row : figures.rows()) {
            table = table.with(row);
        }
        return new Report(
                "%d experts, %d used, tokens per second, %d threads"
                        .formatted(experts, used, threads),
                List.of(table),
                List.of(
                        figures.words(),
                        "Random weights in Q4_K, %d layers, %d wide, experts %d wide; an answer of %d tokens, a prompt of %d; medians of %d rounds by turns, ratios of the pairs, with their middle half."
                                .formatted(
                                        BASE.layers(),
                                        BASE.hidden(),
                                        BASE.feedForward(),
                                        EngineCase.DECODE_TOKENS,
                                        EngineCase.PREFILL_TOKENS,
                                        rounds.count())),
                figures.json(experts, used));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
