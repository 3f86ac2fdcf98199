package dev.strata.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an engine needs of its machine.
 *
 * @param libraryFolder where ONNX Runtime's native library is unpacked once; shared by processes
 * @param turnLimit the longest that one computation may take; one that takes longer hangs, and all
 *     requests fail
 */
public record EngineConfig(Path libraryFolder, Duration turnLimit) {

    /**
     * A whole chunk of the largest model in a long context takes seconds, or tens on a busy
     * machine.
     */
    public static final Duration DEFAULT_TURN_LIMIT = Duration.ofMinutes(2);

    public EngineConfig {
        requireNonNull(libraryFolder, "libraryFolder is null");
        requireNonNull(turnLimit, "turnLimit is null");
        if (!turnLimit.isPositive()) {
            throw EngineException.invalid(
                    "turn limit", "is too short", "over 0", turnLimit, "allow more time");
        }
    }

    /** This configuration with another limit. */
    public EngineConfig withTurnLimit(Duration changed) {
        return new EngineConfig(libraryFolder, changed);
    }

    /** Unpacks below {@code cacheRoot}, the folder that holds the imported models too. */
    public static EngineConfig under(Path cacheRoot) {
        return new EngineConfig(cacheRoot.resolve("native"), DEFAULT_TURN_LIMIT);
    }
}
