package dev.strata.models;

/** Hears how the fetch of a model goes. Called from several threads, one at a time per entry. */
@FunctionalInterface
public interface FetchProgress {
    /** Says nothing to anybody. */
    FetchProgress SILENT = (_, _) -> {};

    void accept(CatalogueEntry entry, FetchEvent event);
}
