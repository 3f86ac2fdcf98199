package dev.strata.engine.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The real V1 (SmolLM2-135M-Instruct, Q4_1) where the model folder of this machine has it. */
public final class RealV1 {
    private static final long SIZE_BYTES = 98_362_432;

    private RealV1() {}

    /**
     * Its file; empty, and said aloud, where there is none.
     *
     * @throws AssertionError where there is none although {@code CI} is true
     */
    public static Optional<Path> find(String test) {
        var home = System.getenv("STRATA_HOME");
        var models =
                (home == null || home.isBlank()
                                ? Path.of(System.getProperty("user.home"), ".strata")
                                : Path.of(home))
                        .resolve("models");
        var found = search(models);
        if (found.isEmpty()) {
            var message =
                    "SKIPPED: %s needs V1 in '%s': expected a .gguf of %d bytes, got none; run ./strata models fetch"
                            .formatted(test, models, SIZE_BYTES);
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new AssertionError(message);
            }
            System.err.println("\n*** " + message + " ***\n");
        }
        return found;
    }

    private static Optional<Path> search(Path models) {
        if (!Files.isDirectory(models)) {
            return Optional.empty();
        }
        try (var files = Files.walk(models, 3)) {
            return files.filter(path -> path.toString().endsWith(".gguf"))
                    .filter(path -> path.toFile().length() == SIZE_BYTES)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
