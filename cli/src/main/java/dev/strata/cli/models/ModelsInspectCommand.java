package dev.strata.cli.models;

import dev.strata.cli.home.Home;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.models.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what model files hold, without loading them. */
@Command(
        name = "inspect",
        description = "Says what model files hold: architecture, sizes, formats of their tensors.",
        mixinStandardHelpOptions = true)
final class ModelsInspectCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "TIER|FILE|FOLDER",
            description = "Tiers of the bundled catalogue, GGUF files or model folders.")
    private List<String> subjects = List.of();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, FileContents> found = new LinkedHashMap<>();
        for (String subject : subjects) {
            try (GgufFile file = GgufFile.open(file(subject))) {
                found.put(subject, FileContents.of(file));
            }
        }
        report(found).print(spec.commandLine().getOut(), json);
        return 0;
    }

    private static Path file(String subject) {
        return ModelImporter.file(path(subject), Home.ofEnvironment().cache(), _ -> {});
    }

    /** A file of that name comes first, so that one that is called like a tier can be looked at. */
    private static Path path(String subject) {
        Path file = Path.of(subject);
        return Files.exists(file) || subject.contains("/") || subject.endsWith(".gguf")
                ? file
                : Home.ofEnvironment().store().require(Catalogue.bundled().require(subject));
    }

    private static Report report(Map<String, FileContents> found) {
        Table models =
                Table.of(
                        "model",
                        "name",
                        "architecture",
                        "layers",
                        "hidden",
                        "heads",
                        "context",
                        "vocabulary",
                        "experts",
                        "parameters",
                        "file");
        Table formats = Table.of("model", "format", "tensors", "parameters", "MiB", "bits each");
        Map<String, Object> objects = new LinkedHashMap<>();
        for (Map.Entry<String, FileContents> entry : found.entrySet()) {
            FileContents of = entry.getValue();
            List<Object> cells = new ArrayList<>(List.of(entry.getKey()));
            cells.addAll(List.of(of.cells()));
            models = models.with(cells.toArray());
            for (FileContents.Format format : of.formats()) {
                formats = formats.with(format.cells(entry.getKey()));
            }
            objects.put(entry.getKey(), of.json());
        }
        return new Report(
                "What the files hold",
                List.of(models, formats),
                List.of(
                        "heads: of queries/of keys and values; experts: those that a token uses, of all; bits each: scales included."),
                objects);
    }
}
