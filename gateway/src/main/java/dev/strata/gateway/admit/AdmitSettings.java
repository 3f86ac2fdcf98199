package dev.strata.gateway.admit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much this gateway takes on. */
@ConfigMapping(prefix = "strata.admit")
public interface AdmitSettings {
    /** Most requests under way at a time, of all tenants. */
    @WithDefault("2000")
    int inFlight();
}
