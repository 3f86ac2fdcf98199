package dev.strata.gateway.admit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How much this gateway takes on. */
@ConfigMapping(prefix = "strata.admit")
public interface AdmitSettings {
    /** Most requests under way at a time, of all tenants. */
    @WithDefault("2000")
    int inFlight();

    /**
     * Whether fewer are taken on while tiers begin to answer later than they usually do, so that
     * those taken on need not wait: the rest is told to come again.
     */
    @WithDefault("false")
    boolean adaptive();

    /** Fewest at a time that {@code adaptive} goes down to. */
    @WithDefault("32")
    int leastInFlight();

    /** How long a tier may take to have read a prompt, queue included, and be not late at all. */
    @WithDefault("1s")
    Duration tolerableWait();

    /** Time over which such waits are averaged. */
    @WithDefault("500ms")
    Duration window();

    /**
     * Where tenants' budgets of a day and a month are kept, of this gateway alone. Missing: they
     * live as long as the process.
     */
    Optional<Path> ledgerFile();
}
