package dev.strata.cli.bench;

import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.models.Catalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the prefix cache saves of a repeated prompt. */
@Command(
        name = "prefix",
        description = "Measures the first token of a prompt, cold and repeated.",
        mixinStandardHelpOptions = true)
final class BenchPrefixCommand implements Callable<Integer> {
    private static final double WANTED = .25;

    @Option(
            names = "--models",
            paramLabel = "MODEL",
            split = ",",
            defaultValue = "v1,v2,v3",
            description = "Which to measure (default: ${DEFAULT-VALUE}).")
    private List<String> models;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens of the prompt (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one computation (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds whose medians are printed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Home home = Home.ofEnvironment();
        Map<String, PrefixFigures> figures = new LinkedHashMap<>();
        try (Engine engine = Engine.start(EngineConfig.under(home.cache()))) {
            for (String name : models) {
                figures.put(name, measure(engine, home, name));
            }
        }
        report(figures).print(spec.commandLine().getOut(), json);
        return 0;
    }

    private PrefixFigures measure(Engine engine, Home home, String name) {
        var gguf = home.store().require(Catalogue.bundled().require(name));
        ModelConfig config =
                ModelConfig.of(name, gguf, home.cache(), threads).with(Reuse.EVERYTHING);
        spec.commandLine().getErr().printf("%s: loading%n", name);
        try (LanguageModel model = engine.open(config, _ -> {})) {
            FirstTokenTrial trial = new FirstTokenTrial(model, tokens);
            trial.run(-1); // the compiler of a fresh process
            List<Double> cold = new ArrayList<>();
            List<Double> warm = new ArrayList<>();
            int cached = Integer.MAX_VALUE;
            for (int round = 0; round < rounds; round++) {
                cold.add(trial.run(round).millis());
                FirstTokenTrial.Outcome repeated = trial.run(round);
                warm.add(repeated.millis());
                cached = Math.min(cached, repeated.cachedTokens());
            }
            return new PrefixFigures(cold, warm, cached);
        }
    }

    private Report report(Map<String, PrefixFigures> figures) {
        Table table = Table.of("model", "cold", "repeated", "cached", "ratio", "lowest to highest");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (var entry : figures.entrySet()) {
            table = table.with(entry.getValue().cells(entry.getKey()));
            objects.put(entry.getKey(), entry.getValue().json());
        }
        return new Report(
                "Time from a prompt of %d tokens to its first token, %d threads"
                        .formatted(tokens, threads),
                List.of(table),
                List.of(
                        "Medians of %d rounds, each with random tokens of its own, asked twice; wanted: a ratio of at most %.2f."
                                .formatted(rounds, WANTED)),
                objects);
    }
}
