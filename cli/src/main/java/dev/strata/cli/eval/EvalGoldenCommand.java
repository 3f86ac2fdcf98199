package dev.strata.cli.eval;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ImportProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the engine's models with recorded answers of llama.cpp. */
@Command(
        name = "golden",
        description = "Compares templates, token ids and log-probabilities with recorded answers.",
        footerHeading = "%nThe folder holds, one JSON object a line:%n",
        footer = {
            "  MODEL.jsonl         messages [{role, content}], rendered (the template's text),",
            "                      prompt_ids, steps [{id, logprob, top [[id, logprob], ...]}]:",
            "                      the greedy answer, with at least its two most likely tokens",
            "  tokens-MODEL.jsonl  text, ids: strings and their token ids, control tokens off;",
            "                      v3 takes tokens-v2.jsonl where it has none of its own",
            "Exits with 1 where a figure misses its bound."
        },
        mixinStandardHelpOptions = true)
final class EvalGoldenCommand implements Callable<Integer> {
    private static final long KV_BYTES = 512L << 20;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "golden",
            description = "The recorded answers (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Mixin private EngineChoice choice;

    @Override
    public Integer call() {
        var files = new GoldenFiles(folder);
        choice.models().forEach(files::rows); // what is missing is said before anything is loaded
        var figures = choice.each((engine, config) -> measure(engine, config, files));
        choice.print(report(figures));
        var err = choice.err();
        figures.forEach(
                (name, of) -> of.misses(name).forEach(miss -> err.println(name + ": " + miss)));
        return figures.entrySet().stream().allMatch(e -> e.getValue().misses(e.getKey()).isEmpty())
                ? 0
                : 1;
    }

    private GoldenFigures measure(Engine engine, ModelConfig config, GoldenFiles files) {
        var name = config.name();
        var rows = files.rows(name);
        var texts = files.texts(name);
        var err = choice.err();
        err.printf("%s: loading%n", name);
        try (var model = engine.open(alone(config), progress(name, err))) {
            var figures =
                    new GoldenCheck(model)
                            .run(
                                    rows,
                                    texts,
                                    done ->
                                            err.printf(
                                                    "%s: row %d of %d%n", name, done, rows.size()));
            err.printf("%s: %s%n", name, figures.json());
            return figures;
        }
    }

    /** The same model for one answer at a time. */
    private static ModelConfig alone(ModelConfig config) {
        return new ModelConfig(
                config.name(),
                config.gguf(),
                config.cacheRoot(),
                config.threads(),
                config.contextTokens(),
                config.queueCapacity(),
                1,
                KV_BYTES,
                config.device());
    }

    private static Consumer<ImportProgress> progress(String name, PrintWriter err) {
        var shown = new AtomicInteger(-1);
        return now -> {
            int tenth = (int) (now.fraction() * 10);
            if (now.phase() == ImportProgress.Phase.CONVERTING && shown.getAndSet(tenth) != tenth) {
                err.printf("%s: importing, %d%%%n", name, tenth * 10);
            }
        };
    }

    static Report report(Map<String, GoldenFigures> figures) {
        var table =
                Table.of(
                        "model",
                        "rows",
                        "rendered",
                        "prompt ids",
                        "strings",
                        "steps",
                        "top-1",
                        "clear",
                        "logprob MAE");
        var json = new LinkedHashMap<String, Object>();
        for (var entry : figures.entrySet()) {
            var of = entry.getValue();
            json.put(entry.getKey(), of.json());
            table =
                    table.with(
                            entry.getKey(),
                            of.rows(),
                            of.renderedEqual(),
                            of.promptIdsEqual(),
                            of.tokensEqual() + "/" + of.tokens(),
                            of.steps(),
                            "%.2f%%".formatted(100 * of.top1()),
                            "%.2f%%".formatted(100 * of.top1Clear()),
                            "%.4f".formatted(of.logprobMae()));
        }
        return new Report(
                "Against llama.cpp's recorded answers",
                List.of(table),
                List.of(
                        "Prompt ids differ where a user's text holds control tokens: there they are"
                                + " plain text here.",
                        "clear: steps whose two most likely tokens are at least "
                                + GoldenFigures.CLEAR_NATS
                                + " nats apart."),
                json);
    }
}
