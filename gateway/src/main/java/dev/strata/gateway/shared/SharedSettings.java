package dev.strata.gateway.shared;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The store that the gateways of a mesh share. */
@ConfigMapping(prefix = "strata.shared.redis")
public interface SharedSettings {
    /**
     * {@code redis://host:port[/database]}, or {@code rediss://} for TLS. Missing: this gateway
     * shares nothing, and each enforces limits of its own.
     */
    Optional<String> url();

    /** Its password; never part of the address. */
    Optional<String> password();

    /** What the names of all keys begin with; one for each mesh that uses the store. */
    @WithDefault("strata")
    String prefix();

    /** How long an answer is waited for; then the store counts as away. */
    @WithDefault("500ms")
    Duration timeout();

    /** How long a conversation's needs are remembered there that nobody goes on with. */
    @WithDefault("30d")
    Duration floorsKept();

    /** Time between two looks at the store, and between two tries where it is away. */
    @WithDefault("1s")
    Duration lookInterval();
}
