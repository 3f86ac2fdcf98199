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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures what guessing gains where answers repeat their prompt. */
@Command(
        name = "repeat",
        description = "Measures answers that repeat their prompt, with and without guessing.",
        mixinStandardHelpOptions = true)
final class BenchRepeatCommand implements Callable<Integer> {
    @Mixin private EngineChoice choice;

    @Mixin private Rounds rounds;

    @Override
    public Integer call() {
        choice.print(report(choice.each(this::measure)));
        return 0;
    }

    private RepeatFigures measure(Engine engine, ModelConfig config) {
        choice.err().printf("%s: loading%n", config.name());
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
        for (int round = 0; round < rounds.count(); round++) {
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
                        .formatted(choice.threads()),
                List.of(table),
                List.of(
                        "Medians of %d rounds by turns; each asks for a correction, a recipe and a program again, greedily."
                                .formatted(rounds.count()),
                        "Wider steps round otherwise; near tie: answers part where two tokens are within .02 nats."),
                objects);
    }
}
