package dev.strata.gateway.embed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the gateway embeds. */
@ConfigMapping(prefix = "strata.embeddings")
public interface EmbeddingSettings {
    /** Whether {@code /v1/embeddings} is offered; the model is loaded by the first request. */
    @WithDefault("true")
    boolean enabled();

    /** Most requests that compute or wait at a time; more are told to come again. */
    @WithDefault("8")
    int inFlight();

    /** Most text of one request, in bytes of UTF-8. */
    @WithDefault("262144")
    long maxBytes();

    /** How long one request may compute. */
    @WithDefault("60s")
    Duration timeout();

    /** Where the tokenizer's native library is unpacked. */
    @WithDefault("${java.io.tmpdir}/strata-native")
    Path nativeDir();
}
