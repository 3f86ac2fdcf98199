package dev.strata.cli.bench;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.engine.Rounds;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what the prefix cache saves of a repeated prompt. */
@Command(
        name = "prefix",
        description = "Measures the first token of a prompt, cold and repeated.",
        mixinStandardHelpOptions = true)
final class BenchPrefixCommand implements Callable<Integer> {
    private static final double WANTED = .25;

    @Mixin private EngineChoice choice;

    @Mixin private Rounds rounds;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens of the prompt (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Override
    public Integer call() {
        choice.print(report(choice.each(this::measure)));
        return 0;
    }

    private PrefixFigures measure(Engine engine, ModelConfig config) {
        choice.err().printf("%s: loading%n", config.name());
        try (LanguageModel model = engine.open(config.with(Reuse.EVERYTHING), _ -> {})) {
            FirstTokenTrial trial = new FirstTokenTrial(model, tokens);
            trial.run(-1); // the compiler of a fresh process
            List<Double> cold = new ArrayList<>();
            List<Double> warm = new ArrayList<>();
            int cached = Integer.MAX_VALUE;
            for (int round = 0; round < rounds.count(); round++) {
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
                        .formatted(tokens, choice.threads()),
                List.of(table),
                List.of(
                        "Medians of %d rounds, each with random tokens of its own, asked twice; wanted: a ratio of at most %.2f."
                                .formatted(rounds.count(), WANTED)),
                objects);
    }
}
