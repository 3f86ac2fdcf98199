package dev.strata.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One model of a catalogue.
 *
 * @param tier that serves it, e.g. {@code v1}
 * @param model its name, e.g. {@code SmolLM2-135M-Instruct}
 * @param file its name in the store; empty for a folder
 * @param bytes its size; 0 where it is generated or a folder
 * @param sha256 of the whole file, lower-case hex; empty where it is generated or a folder
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
        require(tier, !sources.isEmpty(), "sources", "at least one", "none");
        boolean folder = sources.getFirst() instanceof Source.Folder;
        boolean plain = folder ? file.isEmpty() : file.matches("[A-Za-z0-9._-]+");
        require(tier, plain, "file", folder ? "none beside a folder" : "a plain file name", file);
        boolean unchecked = folder || sources.getFirst() instanceof Source.Generated;
        require(tier, !folder || sources.size() == 1, "sources", "none beside a folder", "some");
        require(tier, unchecked || bytes > 0, "bytes", "more than 0", "" + bytes);
        require(
                tier,
                unchecked ? sha256.isEmpty() : sha256.matches("[0-9a-f]{64}"),
                "sha256",
                unchecked ? "none for a generated model or a folder" : "64 lower-case hex digits",
                sha256);
    }

    /** Where it lies; empty for a model that is one file of the store. */
    public Optional<Path> folder() {
        return sources.getFirst() instanceof Source.Folder(Path path)
                ? Optional.of(path)
                : Optional.empty();
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
