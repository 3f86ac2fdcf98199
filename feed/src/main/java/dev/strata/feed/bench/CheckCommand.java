package dev.strata.feed.bench;

import dev.strata.feed.error.FeedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads a dataset as trainers do. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Loads every file of a dataset with Hugging Face datasets and has TRL format its rows.")
public final class CheckCommand implements Callable<Integer> {
    /** Without their dependencies: TRL's functions on data need no PyTorch. */
    private static final List<List<String>> PACKAGES =
            List.of(
                    List.of("datasets==5.2.0", "transformers==5.23.0", "jinja2"),
                    List.of("--no-deps", "trl==1.16.0"));

    @Option(names = "--dataset", required = true, description = "Folder of the dataset.")
    private Path dataset;

    @Option(
            names = "--python",
            description = "Folder of a Python environment with both; made where it is missing.")
    private @Nullable Path python;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.exists(dataset.resolve("manifest.json"))) {
            throw new FeedException(
                    FeedException.Code.BAD_INPUT,
                    "dataset '%s' is none: expected a folder with manifest.json, got none; correct --dataset"
                            .formatted(dataset));
        }
        PythonEnvironment environment = PythonEnvironment.named("datasets", python);
        environment.install("import datasets, trl, transformers, jinja2", PACKAGES);
        Path work = Files.createTempDirectory("strata-feed-check");
        try {
            String said =
                    environment.script(
                            "check_dataset.py",
                            work,
                            List.of(
                                    dataset.toAbsolutePath().toString(),
                                    work.resolve("cache").toString()));
            said.lines()
                    .filter(line -> line.startsWith("checked "))
                    .forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return 0;
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
