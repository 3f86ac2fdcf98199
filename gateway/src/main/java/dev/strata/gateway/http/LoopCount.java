package dev.strata.gateway.http;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.core.runtime.config.VertxConfiguration;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;

/**
 * As many event loops as there are processors: none of them ever waits, and a second one would take
 * turns with the first. See docs/adr/0331.
 */
@Singleton
class LoopCount implements VertxOptionsCustomizer {
    private final VertxConfiguration configuration;

    LoopCount(VertxConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void accept(VertxOptions options) {
        if (configuration.eventLoopsPoolSize().isEmpty()) {
            options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
        }
    }
}
