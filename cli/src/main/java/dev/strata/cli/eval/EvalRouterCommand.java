package dev.strata.cli.eval;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.evaluation.Curve;
import dev.strata.router.evaluation.RouterEvaluation;
import dev.strata.router.evaluation.ShippedModel;
import dev.strata.router.settings.SettingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures routing by difficulty beside its floors, and trains the model that comes with Strata.
 */
@Command(
        name = "router",
        description = "Measures routing by difficulty beside its floors; trains the model.",
        footerHeading = "%nThe folder holds, one JSON object a line:%n",
        footer = {
            "  mmlu.jsonl, gsm8k.jsonl  id, prompt, weak, strong: how well two models answered",
            "  three-tier.jsonl         id, prompt, v1, v2, v3",
            "  mix.jsonl                id, prompt (for --train)"
        },
        mixinStandardHelpOptions = true)
final class EvalRouterCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "router-eval",
            description = "The rows (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--train",
            paramLabel = "FILE",
            description = "Trains the model that comes with Strata and writes it to FILE.")
    private @Nullable Path trained;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "folder '%s' is missing: expected the evaluation's rows; name it with --data"
                            .formatted(folder));
        }
        DifficultyModel model = DifficultyModel.bundled();
        if (trained != null) {
            model = ShippedModel.train(folder);
            Files.writeString(trained, model.text());
            spec.commandLine().getErr().printf("wrote %s: %s%n", trained, model.facts());
        }
        report(RouterEvaluation.all(folder, model), decisionMillis(model))
                .print(spec.commandLine().getOut(), json);
        return 0;
    }

    /** Milliseconds to score a prompt: the median and the 99th percentile. */
    private Map<String, Double> decisionMillis(DifficultyModel model) {
        List<String> prompts =
                SettingsText.read(folder.resolve("mmlu.jsonl")).text().lines().limit(2000).toList();
        prompts.forEach(model::score);
        double[] millis =
                prompts.stream()
                        .mapToDouble(prompt -> {
                            long start = System.nanoTime();
                            model.score(prompt);
                            return (System.nanoTime() - start) / 1e6;
                        })
                        .sorted()
                        .toArray();
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", millis[millis.length / 2]);
        percentiles.put("p99", millis[millis.length * 99 / 100]);
        return percentiles;
    }

    static Report report(List<RouterEvaluation> evaluations, Map<String, Double> decisionMillis) {
        Table table =
                Table.of(
                        "rows of", "rows", "APGR", "95%", "CPT50", "CPT80", "shipped", "length",
                        "random", "oracle");
        Map<String, Object> all = new LinkedHashMap<>();
        for (RouterEvaluation of : evaluations) {
            table =
                    table.with(
                            of.name(),
                            of.rows(),
                            number(of.learned().apgr()),
                            number(of.interval().low()) + "-" + number(of.interval().high()),
                            number(of.learned().cpt50()),
                            number(of.learned().cpt80()),
                            number(of.shipped().apgr()),
                            number(of.length().apgr()),
                            number(of.random().apgr()),
                            number(of.oracle().apgr()));
            all.put(of.name(), json(of, decisionMillis));
        }
        return new Report(
                "Routing by difficulty: quality recovered against the share of strong calls",
                List.of(table),
                List.of(
                        "APGR, CPT: trained on the other folds (5, grouped by near-equal prompts and"
                                + " shared templates).",
                        "shipped: the model that comes with Strata; a quarter of these prompts is"
                                + " among its training rows.",
                        "length: the prompt's length alone.",
                        "A score takes %.3f ms (p50), %.3f ms (p99)."
                                .formatted(decisionMillis.get("p50"), decisionMillis.get("p99"))),
                all);
    }

    private static Map<String, Object> json(
            RouterEvaluation of, Map<String, Double> decisionMillis) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", of.rows());
        json.putAll(json(of.learned()));
        json.put("apgr_ci", List.of(of.interval().low(), of.interval().high()));
        json.put("shipped", json(of.shipped()));
        json.put("floors", Map.of("random", json(of.random()), "length", json(of.length())));
        json.put("oracle", json(of.oracle()));
        json.put("decision_ms", decisionMillis);
        return json;
    }

    private static Map<String, Object> json(Curve curve) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("apgr", curve.apgr());
        json.put("cpt50", curve.cpt50());
        json.put("cpt80", curve.cpt80());
        return json;
    }

    private static String number(double value) {
        return String.format(java.util.Locale.ROOT, "%.3f", value);
    }
}
