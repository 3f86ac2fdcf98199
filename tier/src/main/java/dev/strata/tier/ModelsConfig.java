package dev.strata.tier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where model files are. */
@ConfigMapping(prefix = "strata.models")
public interface ModelsConfig {

    /** Folder of the model files. */
    @WithDefault("${STRATA_HOME:${user.home}/.strata}/models")
    Path home();

    /** Folder of the imported models, and of ONNX Runtime's unpacked library. */
    @WithDefault("${STRATA_HOME:${user.home}/.strata}/cache")
    Path cache();

    /**
     * {@code default} or {@code tiny}, which are bundled, or the path of a catalogue in YAML; empty
     * is {@code default}.
     */
    Optional<String> catalogue();
}
