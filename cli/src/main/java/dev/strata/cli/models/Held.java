package dev.strata.cli.models;

import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.layout.ModelFolder;
import dev.strata.models.CatalogueEntry;
import dev.strata.models.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the disk holds of a catalogue's entries. */
public final class Held {
    private Held() {}

    /** Whether {@code cache} has the entry's import: a folder's too, which has no checksum. */
    public static boolean isImported(CatalogueEntry entry, Path cache) {
        return entry.folder()
                .map(folder -> ModelImporter.isImported(folder, cache))
                .orElseGet(() -> ModelImporter.isImported(entry.sha256(), cache));
    }

    /**
     * Bytes of the entry's file, or of all files that a folder's model is read from.
     *
     * @throws dev.strata.models.ModelException MISSING for a folder that is not there
     * @throws dev.strata.engine.EngineException with BAD_MODEL for one that is no model
     */
    public static long bytes(CatalogueEntry entry, ModelStore store) {
        if (entry.folder().isEmpty()) {
            return entry.bytes();
        }
        try (ModelFolder folder = ModelFolder.open(store.require(entry))) {
            long bytes = 0;
            for (Path file : folder.files()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
