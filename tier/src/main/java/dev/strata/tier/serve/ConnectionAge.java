package dev.strata.tier.serve;

import dev.strata.tier.TierConfig;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Bids the clients of old connections to open others, so that gateways spread over the replicas
 * behind one listener. Calls that run go on meanwhile.
 */
@Singleton
class ConnectionAge implements ServerBuilderCustomizer<VertxServerBuilder> {
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Duration most;
    private final Duration grace;

    @Inject
    ConnectionAge(TierConfig config) {
        this(config.maxConnectionAge(), config.maxConnectionAgeGrace());
    }

    /**
     * Connections that may grow as old as {@code most}, 0 for any age.
     *
     * @throws IllegalArgumentException where a connection would not live for a second, or the grace
     *     is negative
     */
    ConnectionAge(Duration most, Duration grace) {
        this.most = most;
        this.grace = grace;
        if (!most.isZero() && most.compareTo(LEAST) < 0) {
            throw wrong("max-connection-age", "0s or 1s or more", most);
        }
        if (grace.isNegative()) {
            throw wrong("max-connection-age-grace", "0s or more", grace);
        }
    }

    private static IllegalArgumentException wrong(String name, String expected, Duration got) {
        return new IllegalArgumentException(
                "strata.tier.%s is too short: expected %s, got %s; correct it"
                        .formatted(name, expected, got));
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        if (most.isPositive()) {
            builder.nettyBuilder()
                    .maxConnectionAge(most.toMillis(), TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
