package dev.strata.gateway.tenant;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the tenants are described. */
@ConfigMapping(prefix = "strata.tenants")
public interface TenantSettings {
    /** A tenants file; missing takes the bundled one. */
    Optional<Path> file();
}
