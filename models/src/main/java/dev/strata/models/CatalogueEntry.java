package dev.strata.models;

import java.util.List;
import java.util.Optional;

/**
 * One model of a catalogue.
 *
 * @param tier that serves it, e.g. {@code v1}
 * @param model its name, e.g. {@code SmolLM2-135M-Instruct}
 * @param file its name in the store
 * @param bytes its size; 0 where it is generated
 * @param sha256 of the whole file, lower-case hex; empty where it is generated
 * @param licence SPDX identifier
 * @param sources tried in order
 */
public record CatalogueEntry(
        String tier,
        String model,
        String file,
        long bytes,
        String sha256,
        String licence,
        List<Source> sources) {
    public CatalogueEntry {
        sources = List.copyOf(sources);
        require(tier, !tier.isBlank(), "tier", "a name", tier);
        require(tier, !model.isBlank(), "model", "a name", model);
        require(tier, file.matches("[A-Za-z0-9._-]+"), "file", "a plain file name", file);
        require(tier, !sources.isEmpty(), "sources", "at least one", "none");
        boolean generated = sources.getFirst() instanceof Source.Generated;
        require(tier, generated || bytes > 0, "bytes", "more than 0", "" + bytes);
        require(
                tier,
                generated ? sha256.isEmpty() : sha256.matches("[0-9a-f]{64}"),
                "sha256",
                generated ? "none for a generated model" : "64 lower-case hex digits",
                sha256);
    }

    /** How it is generated; empty for a model that is fetched. */
    public Optional<Source.Generated> generated() {
        return sources.getFirst() instanceof Source.Generated generated
                ? Optional.of(generated)
                : Optional.empty();
    }

    private static void require(
            String tier, boolean holds, String field, String expected, String got) {
        if (!holds) {
            throw new ModelException(
                    ModelException.Code.BAD_CATALOGUE,
                    "catalogue entry '%s' has a wrong %s: expected %s, got '%s'; correct the catalogue"
                            .formatted(tier, field, expected, got));
        }
    }
}
