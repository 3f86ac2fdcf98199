package dev.strata.gateway.admit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How much this gateway takes on. */
@ConfigMapping(prefix = "strata.admit")
public interface AdmitSettings {
    /** Most requests under way at a time, of all tenants. */
    @WithDefault("2000")
    int inFlight();

    /**
     * Where tenants' budgets of a day and a month are kept, of this gateway alone. Missing: they
     * live as long as the process.
     */
    Optional<Path> ledgerFile();
}
