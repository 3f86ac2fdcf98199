package dev.strata.gateway.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How requests are answered. */
@ConfigMapping(prefix = "strata.chat")
public interface ChatSettings {
    /** Longest a request may take; a caller may ask for less, never for more. */
    @WithDefault("300s")
    Duration timeout();

    /**
     * How long an attempt may take that nothing was sent of yet; then another replica or tier is
     * asked. An answer that the client is reading is bound by {@code timeout} alone.
     */
    @WithDefault("120s")
    Duration attemptTimeout();

    /**
     * Whether a tier gets what the tier below it had answered, where both have one tokenizer: it
     * verifies that in one pass and goes on from the first token that it would not have said.
     */
    @WithDefault("true")
    boolean handover();

    /** How long a client may read nothing of what it was sent. */
    @WithDefault("30s")
    Duration slowClient();

    /**
     * How long running requests may go on when the gateway is asked to end; then they are cut. With
     * capture's own drain it stays under what a launcher waits before it kills.
     */
    @WithDefault("6s")
    Duration drain();

    /**
     * A file with the secret that signs request ids and privacy tokens, 32 bytes or more, shared by
     * the gateways of a mesh. It is made where it does not exist. Missing: a secret that lives as
     * long as the process.
     */
    Optional<Path> signingKeyFile();

    /**
     * Of how many requests a minute that a tenant was refused before they were routed (over a
     * limit, wrong, too many at once) an event is recorded; the rest is counted. 0 for none.
     */
    @WithDefault("300")
    int recordedRefusals();
}
