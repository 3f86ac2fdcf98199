package dev.strata.gateway.tenant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the tenants are described. */
@ConfigMapping(prefix = "strata.tenants")
public interface TenantSettings {
    /** A tenants file; missing takes the bundled one. */
    Optional<Path> file();

    /** The keys that {@code ./strata keys} makes; missing knows those of the tenants file alone. */
    Optional<Path> keysFile();

    /** Time between two looks at the files. */
    @WithDefault("1s")
    Duration reloadInterval();
}
