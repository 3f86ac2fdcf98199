package dev.strata.cli.eval;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the precisions of prompts with the exact one. */
@Command(
        name = "precision",
        description =
                "Compares prompts computed by a second graph with exact ones: what the model says"
                        + " after windows of a text, and how long they take.",
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
            description = "Windows of 257 tokens (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Override
    public Integer call() {
        String words =
                read(text == null ? Checkout.ofEnvironment().built("docs/architecture.md") : text);
        choice.print(report(choice.each((engine, config) -> compare(engine, config, words))));
        return 0;
    }

    private Map<String, PrecisionFigures> compare(Engine engine, ModelConfig config, String words) {
        List<TokenIds> prompts;
        List<PrecisionTrial.Answer> exact;
        try (LanguageModel model = open(engine, config)) {
            prompts = PrecisionTrial.windows(model.tokenizer().encode(words), windows);
            exact = PrecisionTrial.run(model, prompts);
        }
        Map<String, PrecisionFigures> figures = new LinkedHashMap<>();
        for (Precision precision : precisions) {
            try (LanguageModel model = open(engine, config.withPrecision(precision, NO_LIMIT))) {
                figures.put(
                        precision.name().toLowerCase(Locale.ROOT),
                        PrecisionFigures.of(
                                model.info().precision(),
                                exact,
                                PrecisionTrial.run(model, prompts)));
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

    private Report report(Map<String, Map<String, PrecisionFigures>> figures) {
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
                        "ratio");
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
                "Prompts of each precision beside exact ones, %d threads"
                        .formatted(choice.threads()),
                List.of(table),
                List.of(
                        "loaded: the precision that the model took; exact where the second graph does not pay on this machine.",
                        "mean KL, in nats: of the token after a window, over the 20 most likely and all others as one.",
                        "tokens/s: of a prompt of 257 tokens, median."),
                objects);
    }
}
