package dev.strata.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What an engine needs of its machine.
 *
 * @param libraryFolder where ONNX Runtime's native library is unpacked once; shared by processes
 */
public record EngineConfig(Path libraryFolder) {

    public EngineConfig {
        requireNonNull(libraryFolder, "libraryFolder is null");
    }

    /** Unpacks below {@code cacheRoot}, the folder that holds the imported models too. */
    public static EngineConfig under(Path cacheRoot) {
        return new EngineConfig(cacheRoot.resolve("native"));
    }
}
