package dev.strata.gateway.rights;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What is asked of a subject's data. */
@ConfigMapping(prefix = "strata.rights")
public interface RightsSettings {
    /**
     * File of the keys that make subjects' pseudonyms, lines {@code VERSION HEX}, shared by the
     * gateways of a mesh. Missing: one key, made of {@code strata.chat.signing-key-file}'s.
     */
    Optional<Path> subjectKeysFile();

    /** How often that file is looked at. */
    @WithDefault("2s")
    Duration reloadInterval();
}
