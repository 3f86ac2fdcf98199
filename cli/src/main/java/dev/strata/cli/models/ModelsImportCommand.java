package dev.strata.cli.models;

import dev.strata.cli.home.Home;
import dev.strata.engine.importer.AdapterMerge;
import dev.strata.engine.importer.ImportProgress;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.layout.ModelFolder;
import dev.strata.models.CatalogueEntry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Imports models that the cache does not hold yet, as a start would. */
@Command(
        name = "import",
        description =
                "Makes the engine's graphs of fetched models, once; a start does so by itself. Takes model"
                        + " folders too: safetensors, ORT-GenAI, optimum and transformers.js.",
        mixinStandardHelpOptions = true)
final class ModelsImportCommand implements Callable<Integer> {
    @Mixin private CatalogueChoice choice;

    @Option(
            names = "--merge-adapter",
            paramLabel = "FOLDER",
            description =
                    "A LoRA adapter as PEFT saves it: writes a model file of one tier's model with the adapter in"
                            + " its weights, and imports that.")
    private @Nullable Path adapter;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where --merge-adapter writes (default: TIER-ADAPTER.gguf, here).")
    private @Nullable Path output;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Where imports are kept (default: STRATA_HOME/cache).")
    private @Nullable Path cache;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Home home = Home.ofEnvironment();
        if (adapter != null) {
            merge(home, adapter);
            return 0;
        }
        for (Path path : choice.paths()) {
            importPath(home, path);
        }
        for (CatalogueEntry entry : choice.tiersOnly()) {
            if (!Held.isImported(entry, cache(home))) {
                importOne(home, entry);
            }
        }
        return 0;
    }

    private Path cache(Home home) {
        return cache == null ? home.cache() : cache;
    }

    private void merge(Home home, Path folder) {
        if (choice.entries().size() != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--merge-adapter needs one tier: expected e.g. 'v2', got %d; name the one that the adapter was trained for"
                            .formatted(choice.entries().size()));
        }
        CatalogueEntry entry = choice.entries().getFirst();
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        Path target = output == null ? Path.of(entry.tier() + "-" + name + ".gguf") : output;
        PrintWriter out = spec.commandLine().getOut();
        AdapterMerge.write(
                ModelImporter.file(home.store().require(entry), cache(home), _ -> {}),
                folder,
                List.of(entry.model()),
                target,
                _ -> {});
        ImportedModel merged =
                ModelImporter.importModel(target, cache(home), new Steps(entry.tier(), out)::hear);
        out.printf(
                "  %s: %s with adapter '%s', sha256 %s%n",
                target, entry.model(), name, merged.shape().sha256());
    }

    private void importPath(Home home, Path path) {
        PrintWriter out = spec.commandLine().getOut();
        long began = System.nanoTime();
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        ImportedModel model =
                ModelImporter.importModel(path, cache(home), new Steps(name, out)::hear);
        out.printf(
                "  %s: %s, %s, sha256 %s, imported in %.1f s%n  model file: %s%n",
                path,
                model.shape().name(),
                model.shape().architecture(),
                model.shape().sha256(),
                (System.nanoTime() - began) / 1e9,
                model.ggufPath());
        if (ModelFolder.isOne(path)) {
            out.printf(
                    "  to serve it, in a catalogue of your own (./strata run --catalogue FILE):%n"
                            + "    - tier: v2%n      model: %s%n      folder: %s%n",
                    model.shape().name(), path.toAbsolutePath().normalize());
        }
    }

    private void importOne(Home home, CatalogueEntry entry) {
        PrintWriter out = spec.commandLine().getOut();
        long began = System.nanoTime();
        ModelImporter.importModel(
                home.store().require(entry), cache(home), new Steps(entry.tier(), out)::hear);
        out.printf(
                "  %s %s: imported in %.1f s%n",
                entry.tier(), entry.model(), (System.nanoTime() - began) / 1e9);
    }

    /** A line for every quarter of each phase. */
    private static final class Steps {
        private final String name;
        private final PrintWriter out;
        private ImportProgress.Phase phase = ImportProgress.Phase.READY;
        private int quarters;

        Steps(String name, PrintWriter out) {
            this.name = name;
            this.out = out;
        }

        void hear(ImportProgress progress) {
            if (progress.phase() != ImportProgress.Phase.CONVERTING) {
                return;
            }
            int now = (int) (progress.fraction() * 4);
            if (phase != progress.phase() || now > quarters) {
                phase = progress.phase();
                quarters = now;
                out.printf("  %s importing: %d %%%n", name, now * 25);
                out.flush();
            }
        }
    }
}
