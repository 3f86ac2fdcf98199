package dev.strata.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How this process speaks to the one that started it. */
@ConfigMapping(prefix = "strata.process")
public interface ProcessConfig {

    /** File that the ready report is written to; none is written without it. */
    Optional<Path> readyFile();

    /** Whether to end when standard input ends. */
    @WithDefault("false")
    boolean parentPipe();

    /** Longest time between the end of standard input and the end of this process. */
    @WithDefault("15s")
    Duration exitWithin();
}
