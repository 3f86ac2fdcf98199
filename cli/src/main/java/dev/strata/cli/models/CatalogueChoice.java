package dev.strata.cli.models;

import dev.strata.models.Catalogue;
import dev.strata.models.CatalogueEntry;
import java.nio.file.Path;
import java.util.List;
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
