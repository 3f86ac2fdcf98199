package dev.strata.cli.eval;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.evaluation.CurvePicture;
import dev.strata.router.evaluation.Robustness;
import dev.strata.router.evaluation.RouterEvaluation;
import dev.strata.router.evaluation.RouterEvaluation.Folds;
import dev.strata.router.evaluation.Row;
import dev.strata.router.evaluation.RowSet;
import dev.strata.router.evaluation.ShippedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures routing by difficulty beside its floors, and trains difficulty models. */
@Command(
        name = "router",
        description = "Measures routing by difficulty beside its floors; trains models.",
        footerHeading = "%nRows are JSON objects, one a line:%n",
        footer = {
            "  id, prompt, weak, strong: how well two models answered, 0 to 1",
            "  id, prompt, v1, v2, v3: measured from V2 to V3 and from V1 to V3",
            "Without --train, five folds: each is scored by what the others teach."
        },
        mixinStandardHelpOptions = true)
final class EvalRouterCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            defaultValue = "router-eval",
            description = "Rows to measure, or a folder of them (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--train",
            paramLabel = "FILE",
            split = ",",
            description = "Learns from these rows alone and measures what carries over to --data.")
    private List<Path> train = new ArrayList<>();

    @Option(
            names = "--transfer",
            description =
                    "Measures each set of the folder --data by what the others alone teach, instead of"
                            + " by folds.")
    private boolean transfer;

    @Option(
            names = "--folds",
            paramLabel = "HOW",
            defaultValue = "GROUPED",
            description =
                    "grouped: near-equal prompts and shared templates stay together; random"
                            + " (default: ${DEFAULT-VALUE}).")
    private Folds folds = Folds.GROUPED;

    @Option(
            names = "--curves",
            paramLabel = "FOLDER",
            description = "Writes each curve there, as .csv and as .svg.")
    private @Nullable Path curves;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Writes the model that all rows of --train (else of --data) teach.")
    private @Nullable Path written;

    @Option(
            names = "--write-bundled",
            paramLabel = "FILE",
            description =
                    "Trains the model that comes with Strata from the folder --data, which holds"
                            + " mix.jsonl too, writes it to FILE and measures nothing.")
    private @Nullable Path bundled;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(data)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "rows '%s' are missing: expected a file or a folder; name it with --data"
                            .formatted(data));
        }
        if (bundled != null) {
            write(bundled, ShippedModel.train(data));
            return 0;
        }
        DifficultyModel shipped = DifficultyModel.bundled();
        List<RowSet> sets = RowSet.read(data);
        if (transfer && (!train.isEmpty() || others(sets, sets.getFirst()).isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--transfer needs several files: expected --data to name a folder of them, and no --train, got '%s' and %s; name the folder alone"
                            .formatted(data, train));
        }
        List<Row> taught = new ArrayList<>();
        train.forEach(file -> taught.addAll(RowSet.read(file).getFirst().rows()));
        List<RouterEvaluation> evaluations =
                sets.stream()
                        .map(set ->
                                transfer || !taught.isEmpty()
                                        ? RouterEvaluation.transferred(
                                                transfer ? others(sets, set) : taught, set, shipped)
                                        : RouterEvaluation.crossValidated(set, folds, shipped))
                        .toList();
        DifficultyModel model = learned(taught.isEmpty() ? sets.getFirst().rows() : taught);
        if (written != null) {
            write(written, model);
        }
        if (curves != null) {
            draw(curves, evaluations);
        }
        List<Row> rows = sets.getFirst().rows();
        new RouterReport(
                        how(),
                        evaluations,
                        RouterReport.decisionMillis(model, rows),
                        Robustness.flips(model, rows))
                .report()
                .print(spec.commandLine().getOut(), json);
        return 0;
    }

    /** The rows of the other files, one set of each: what they teach is tried on {@code set}. */
    private static List<Row> others(List<RowSet> sets, RowSet set) {
        Map<String, RowSet> files = new LinkedHashMap<>();
        sets.forEach(other -> files.putIfAbsent(file(other), other));
        files.remove(file(set));
        return files.values().stream().flatMap(other -> other.rows().stream()).toList();
    }

    /** A file of three tiers makes two sets, whose names begin alike. */
    private static String file(RowSet set) {
        return set.name().split(" ", 2)[0];
    }

    private String how() {
        if (transfer) {
            return "trained on the other files alone";
        }
        return train.isEmpty()
                ? "trained on the other folds (5, %s)"
                        .formatted(folds.name().toLowerCase(Locale.ROOT))
                : "trained on " + train;
    }

    private static DifficultyModel learned(List<Row> rows) {
        var examples = RouterEvaluation.examples(rows);
        return DifficultyTrainer.train(
                examples,
                Map.of(
                        "data-sha256", ShippedModel.hash(examples),
                        "rows", Integer.toString(rows.size())));
    }

    private void write(Path file, DifficultyModel model) throws IOException {
        Files.writeString(file, model.text());
        spec.commandLine().getErr().printf("wrote %s: %s%n", file, model.facts());
    }

    private static void draw(Path folder, List<RouterEvaluation> evaluations) throws IOException {
        Files.createDirectories(folder);
        for (RouterEvaluation of : evaluations) {
            String name = of.name().replace(' ', '-');
            Files.writeString(folder.resolve(name + ".csv"), CurvePicture.csv(of));
            Files.writeString(folder.resolve(name + ".svg"), CurvePicture.svg(of));
        }
    }
}
