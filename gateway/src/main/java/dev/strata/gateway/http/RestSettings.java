package dev.strata.gateway.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the HTTP face behaves, whichever API is spoken. */
@ConfigMapping(prefix = "strata.openai")
public interface RestSettings {
    /** Largest request body, in bytes. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** How long a body may take to arrive. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /**
     * How long a stream's status waits for an answer to be committed; then 200 goes out, and
     * comments keep the connection alive.
     */
    @WithDefault("5s")
    Duration headerHold();

    /** Time between two comments. */
    @WithDefault("5s")
    Duration keepAlive();
}
