package dev.strata.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the router's files are. */
public interface RouterFiles {
    /** The routing policy. */
    @ConfigMapping(prefix = "strata.policy")
    interface PolicySettings {
        /** A policy file; missing takes the bundled one. */
        Optional<Path> file();

        /** How often the file is looked at. */
        @WithDefault("2s")
        Duration reloadInterval();
    }

    /** How sure an answer must be. */
    @ConfigMapping(prefix = "strata.cascade")
    interface CascadeSettings {
        /**
         * {@code bundled} (the default models'), {@code generic} (for generated models, whose
         * log-probabilities mean nothing) or a calibration file.
         */
        @WithDefault("bundled")
        String calibration();

        /** How often a calibration file is looked at. */
        @WithDefault("2s")
        Duration reloadInterval();
    }

    /** The prices. */
    @ConfigMapping(prefix = "strata.prices")
    interface PriceSettings {
        /** A price file; missing takes the bundled one. It names every tier. */
        Optional<Path> file();

        /** How often the file is looked at. */
        @WithDefault("2s")
        Duration reloadInterval();
    }
}
