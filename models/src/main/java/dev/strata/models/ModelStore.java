package dev.strata.models;

import dev.strata.models.ModelException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of model files. Every file in it came whole and with the right checksum, and appeared
 * under its name at once. Safe for several threads and processes.
 */
public final class ModelStore {
    private final Path home;
    private final Fetch fetch;

    /**
     * @param home the folder of the model files, usually {@code <STRATA_HOME>/models}; made when
     *     something is fetched
     */
    public ModelStore(Path home) {
        this(home, Surroundings.real());
    }

    ModelStore(Path home, Surroundings surroundings) {
        this.home = home;
        this.fetch = new Fetch(home, surroundings);
    }

    /** {@code <STRATA_HOME>/models}, where STRATA_HOME is {@code ~/.strata} unless set. */
    public static Path defaultHome() {
        return Optional.ofNullable(System.getenv("STRATA_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".strata"))
                .resolve("models");
    }

    /** Where the entry's file or folder is, or would be. */
    public Path path(CatalogueEntry entry) {
        return entry.folder().orElseGet(() -> home.resolve(entry.file()));
    }

    /** True where the file is there with the right size, or the folder; nothing is read. */
    public boolean isPresent(CatalogueEntry entry) {
        Path file = path(entry);
        if (entry.folder().isPresent()) {
            return Files.exists(file);
        }
        try {
            return Files.isRegularFile(file)
                    && (entry.generated().isPresent() || Files.size(file) == entry.bytes());
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    /**
     * The entry's file, which must be there.
     *
     * @throws ModelException MISSING
     */
    public Path require(CatalogueEntry entry) {
        if (!isPresent(entry)) {
            if (entry.folder().isPresent()) {
                throw new ModelException(
                        Code.MISSING,
                        "model '%s' of tier '%s' is missing: expected the folder '%s', got none; correct the catalogue"
                                .formatted(entry.model(), entry.tier(), path(entry)));
            }
            throw new ModelException(
                    Code.MISSING,
                    "model '%s' of tier '%s' is not in the store: expected %s of %d bytes, got %s; run ./strata models fetch %s"
                            .formatted(
                                    entry.model(),
                                    entry.tier(),
                                    path(entry),
                                    entry.bytes(),
                                    Files.exists(path(entry)) ? "a file of another size" : "none",
                                    entry.tier()));
        }
        return path(entry);
    }

    /** Reads the whole file and compares it with the catalogue. */
    public Verification verify(CatalogueEntry entry) {
        Path file = path(entry);
        if (entry.folder().isPresent()) {
            return Files.exists(file) ? new Verification.Unchecked() : new Verification.Missing();
        }
        try {
            if (!Files.isRegularFile(file)) {
                return new Verification.Missing();
            }
            if (entry.generated().isPresent()) {
                return new Verification.Unchecked();
            }
            String got = Checksum.of(file);
            if (got.equals(entry.sha256())) {
                Stamp.write(file, got);
                return new Verification.Verified();
            }
            return new Verification.Wrong(
                    "%d bytes, sha256 %s".formatted(entry.bytes(), entry.sha256()),
                    "%d bytes, sha256 %s".formatted(Files.size(file), got));
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    /**
     * Brings the file into the store unless it is there, from the first source that can give it.
     * What an interrupted fetch left is used.
     *
     * @return the file
     * @throws ModelException NO_SOURCE, WRONG_CHECKSUM, NO_SPACE, IO; MISSING for a generated entry
     *     that nobody has written yet, or a folder that is not there
     */
    public Path fetch(CatalogueEntry entry, FetchProgress progress) {
        if (entry.generated().isPresent() || entry.folder().isPresent()) {
            return require(entry);
        }
        Path file = path(entry);
        if (!Stamp.holds(file, entry.sha256())) {
            return fetch.bring(entry, progress);
        }
        progress.accept(entry, new FetchEvent.Ready(file, false));
        return file;
    }

    private static ModelException broken(Path file, IOException e) {
        return new ModelException(
                Code.IO,
                "model file '%s' cannot be read: expected a readable file, got %s; check the folder's rights"
                        .formatted(file, e.getMessage()),
                e);
    }
}
