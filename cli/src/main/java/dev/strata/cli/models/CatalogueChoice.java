package dev.strata.cli.models;

import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which catalogue, and which of its tiers. */
final class CatalogueChoice {
    @Parameters(
            arity = "0..*",
            paramLabel = "TIER",
            description = "Tiers, e.g. v1 v2; all where none is named.")
    private @Nullable List<String> tiers;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "A catalogue of your own instead of the bundled one.")
    private @Nullable Path file;

    /** What was named and is a path, not a tier. */
    List<Path> paths() {
        return named().filter(CatalogueChoice::isPath).map(Path::of).toList();
    }

    /** The entries that were named; all where nothing was, none where only paths were. */
    List<CatalogueEntry> tiersOnly() {
        Catalogue catalogue = catalogue();
        return tiers == null || tiers.isEmpty()
                ? catalogue.entries()
                : named().filter(name -> !isPath(name)).map(catalogue::require).toList();
    }

    private Stream<String> named() {
        return tiers == null ? Stream.empty() : tiers.stream();
    }

    private static boolean isPath(String name) {
        return name.contains("/")
                || name.endsWith(".onnx")
                || name.endsWith(".gguf")
                || Files.isDirectory(Path.of(name));
    }

    Catalogue catalogue() {
        return file == null ? Catalogue.bundled() : Catalogue.load(file);
    }

    List<CatalogueEntry> entries() {
        Catalogue catalogue = catalogue();
        return tiers == null || tiers.isEmpty()
                ? catalogue.entries()
                : tiers.stream().map(catalogue::require).toList();
    }
}
