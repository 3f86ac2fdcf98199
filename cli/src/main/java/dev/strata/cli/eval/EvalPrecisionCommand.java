package dev.strata.cli.eval;

import dev.strata.cli.engine.AnswersTrial;
import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.engine.PrecisionFigures;
import dev.strata.cli.engine.PrecisionTrial;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.TokenIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the other precisions with the exact one. */
@Command(
        name = "precision",
        description =
                "Compares what a second graph computes with the exact one: what the model says"
                        + " after windows of a text, how long they take, and what many answers at"
                        + " once say.",
        mixinStandardHelpOptions = true)
final class EvalPrecisionCommand implements Callable<Integer> {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    @Mixin private EngineChoice choice;

    @Option(
            names = "--precisions",
            paramLabel = "PRECISION",
            split = ",",
            defaultValue = "balanced,fast",
            description = "Which to compare (default: ${DEFAULT-VALUE}).")
    private List<Precision> precisions;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "UTF-8 text to take windows of (default: this project's architecture).")
    private @Nullable Path text;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "40",
            description = "Windows of 256 tokens (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Override
    public Integer call() {
        String words =
                read(text == null ? Checkout.ofEnvironment().built("docs/architecture.md") : text);
        choice.print(report(choice.each((engine, config) -> compare(engine, config, words))));
        return 0;
    }

    /** What is measured of one precision: prompts, then answers. */
    private record Figures(PrecisionFigures prompts, AnswersTrial.Nearness answers) {
        Map<String, Object> json() {
            Map<String, Object> json = prompts.json();
            json.put("answers_kl", answers.kl());
            json.put("answers_top1", answers.top1());
            json.put("answers_tokens", answers.tokens());
            return json;
        }

        Object[] cells(String model, String precision) {
            Object[] prompt = prompts.cells(model, precision);
            Object[] cells = Arrays.copyOf(prompt, prompt.length + 2);
            cells[prompt.length] = "%.4f".formatted(answers.kl());
            cells[prompt.length + 1] = "%.1f%%".formatted(100 * answers.top1());
            return cells;
        }
    }

    private Map<String, Figures> compare(Engine engine, ModelConfig config, String words) {
        List<TokenIds> prompts;
        List<PrecisionTrial.Answer> exact;
        try (LanguageModel model = open(engine, config)) {
            prompts = PrecisionTrial.windows(model.tokenizer().encode(words), windows);
            exact = PrecisionTrial.run(model, prompts);
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (Precision precision : precisions) {
            int atOnce = AnswersTrial.atOnce(precision);
            ModelConfig other = config.withPrecision(precision, NO_LIMIT).withRunning(atOnce);
            try (LanguageModel model = open(engine, other)) {
                figures.put(
                        precision.name().toLowerCase(Locale.ROOT),
                        new Figures(
                                PrecisionFigures.of(
                                        model.info().precision(),
                                        exact,
                                        PrecisionTrial.run(model, prompts)),
                                AnswersTrial.run(model, prompts, atOnce)));
            }
        }
        return figures;
    }

    private LanguageModel open(Engine engine, ModelConfig config) {
        choice.err()
                .printf(
                        "%s: %s%n",
                        config.name(), config.precision().name().toLowerCase(Locale.ROOT));
        return engine.open(config, _ -> {});
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "text '%s' cannot be read: expected a UTF-8 file, got %s; name another with --text"
                            .formatted(file, e),
                    e);
        }
    }

    private Report report(Map<String, Map<String, Figures>> figures) {
        Table table =
                Table.of(
                        "model",
                        "precision",
                        "loaded",
                        "windows",
                        "mean KL",
                        "top-1",
                        "exact tokens/s",
                        "tokens/s",
                        "ratio",
                        "answers' KL",
                        "answers' top-1");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (var model : figures.entrySet()) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (var precision : model.getValue().entrySet()) {
                table = table.with(precision.getValue().cells(model.getKey(), precision.getKey()));
                object.put(precision.getKey(), precision.getValue().json());
            }
            objects.put(model.getKey(), object);
        }
        return new Report(
                "Each precision beside the exact one, %d threads".formatted(choice.threads()),
                List.of(table),
                List.of(
                        "loaded: the precision that the model took; exact where the second graph does not pay on this machine.",
                        "mean KL, in nats: of the token after a window, over the 20 most likely and all others as one.",
                        "tokens/s: of a prompt of 256 tokens, median.",
                        "answers: the same of every token of 8 answers at once (balanced) or 16 (fast) to the windows, against the exact graph's distribution for the same text."),
                objects);
    }
}
