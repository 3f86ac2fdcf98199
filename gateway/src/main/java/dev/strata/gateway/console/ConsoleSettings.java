package dev.strata.gateway.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the console is served. */
@ConfigMapping(prefix = "strata.console")
public interface ConsoleSettings {
    /** Its port; 0 takes a free one. Without it there is no console. */
    OptionalInt port();

    /** Address that it listens on; it is not meant for the world. */
    @WithDefault("127.0.0.1")
    String host();

    /**
     * File with the password of user {@code admin}; made, with a random one, where it is missing.
     */
    @WithDefault("console.key")
    Path keyFile();

    /** How often that file is looked at. */
    @WithDefault("2s")
    Duration reloadInterval();

    /**
     * Folder of the feed's datasets, {@code <zone>/<month>/manifest.json}; none are shown without
     * it.
     */
    Optional<Path> datasets();
}
