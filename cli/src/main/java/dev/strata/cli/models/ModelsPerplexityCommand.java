package dev.strata.cli.models;

import dev.strata.cli.engine.EngineChoice;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.Engine;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how well models foresee a text. */
@Command(
        name = "perplexity",
        description = "Tells how well models foresee a text, on the exact graph.",
        mixinStandardHelpOptions = true)
final class ModelsPerplexityCommand implements Callable<Integer> {
    @Mixin private EngineChoice choice;

    @Option(names = "--text", paramLabel = "FILE", required = true, description = "The UTF-8 text.")
    private Path text;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "Tokens that are read together; each but a window's first is foreseen from those"
                            + " before it (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "Most windows, from the beginning of the text (default: ${DEFAULT-VALUE}).")
    private int most;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (window < 2 || most < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "window is too small: expected --window of at least 2 and --most of at least 1, got %d and %d; correct them"
                            .formatted(window, most));
        }
        String words = Files.readString(text);
        choice.print(report(choice.each((engine, model) -> measure(engine, model, words))));
        return 0;
    }

    private Perplexity measure(Engine engine, ModelConfig config, String words) {
        choice.err().printf("%s: loading%n", config.name());
        try (LanguageModel model = engine.open(config, _ -> {})) {
            return Perplexity.of(model, words, window, most);
        }
    }

    private Report report(Map<String, Perplexity> figures) {
        Table table = Table.of("model", "perplexity", "nats a token", "tokens", "tokens/s");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (Map.Entry<String, Perplexity> entry : figures.entrySet()) {
            table = table.with(entry.getValue().cells(entry.getKey()));
            objects.put(entry.getKey(), entry.getValue().json());
        }
        return new Report(
                "Perplexity of '%s'".formatted(text),
                List.of(table),
                List.of(
                        "Windows of %d tokens; models with other vocabularies cut the text otherwise: compare those by nats of the whole text."
                                .formatted(window)),
                objects);
    }
}
