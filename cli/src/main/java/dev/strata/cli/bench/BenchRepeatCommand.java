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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what guessing gains where answers repeat their prompt. */
@Command(
        name = "repeat",
        description = "Measures answers that repeat their prompt, with and without guessing.",
        mixinStandardHelpOptions = true)
final class BenchRepeatCommand implements Callable<Integer> {
    @Option(
            names = "--models",
            paramLabel = "MODEL",
            split = ",",
            defaultValue = "v1,v2,v3",
            description = "Which to measure (default: ${DEFAULT-VALUE}).")
    private List<String> models;

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
        Map<String, RepeatFigures> figures = new LinkedHashMap<>();
        try (Engine engine = Engine.start(EngineConfig.under(home.cache()))) {
            for (String name : models) {
                figures.put(name, measure(engine, home, name));
            }
        }
        report(figures).print(spec.commandLine().getOut(), json);
        return 0;
    }

    private RepeatFigures measure(Engine engine, Home home, String name) {
        var gguf = home.store().require(Catalogue.bundled().require(name));
        ModelConfig config = ModelConfig.of(name, gguf, home.cache(), threads);
        spec.commandLine().getErr().printf("%s: loading%n", name);
        try (LanguageModel plain = engine.open(config, _ -> {});
                LanguageModel guessing = engine.open(config.with(new Reuse(0, true)), _ -> {})) {
            RepeatTrial one = new RepeatTrial(plain);
            RepeatTrial other = new RepeatTrial(guessing);
            var _ = one.run(); // the compiler of a fresh process
            var _ = other.run();
            return rounds(one, other);
        }
    }

    private RepeatFigures rounds(RepeatTrial one, RepeatTrial other) {
        List<Double> plain = new ArrayList<>();
        List<Double> guessing = new ArrayList<>();
        int guessed = 0;
        int right = 0;
        Map<RepeatTrial.Likeness, Integer> likeness = new EnumMap<>(RepeatTrial.Likeness.class);
        for (int round = 0; round < rounds; round++) {
            RepeatTrial.Outcome without = one.run();
            RepeatTrial.Outcome with = other.run();
            plain.add(without.tokensPerSecond());
            guessing.add(with.tokensPerSecond());
            guessed += with.guessed();
            right += with.right();
            for (int i = 0; i < with.answers().size(); i++) {
                var found = RepeatTrial.compare(without.answers().get(i), with.answers().get(i));
                likeness.merge(found, 1, Integer::sum);
            }
        }
        return new RepeatFigures(plain, guessing, guessed, right, likeness);
    }

    private Report report(Map<String, RepeatFigures> figures) {
        Table table =
                Table.of(
                        "model",
                        "plain",
                        "guessing",
                        "ratio",
                        "lowest to highest",
                        "right guesses",
                        "answers equal, near tie, different");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (var entry : figures.entrySet()) {
            table = table.with(entry.getValue().cells(entry.getKey()));
            objects.put(entry.getKey(), entry.getValue().json());
        }
        return new Report(
                "Answers that repeat their prompt, tokens per second, %d threads"
                        .formatted(threads),
                List.of(table),
                List.of(
                        "Medians of %d rounds by turns; each asks for a correction, a recipe and a program again, greedily."
                                .formatted(rounds),
                        "Wider steps round otherwise; near tie: answers part where two tokens are within .02 nats."),
                objects);
    }
}
