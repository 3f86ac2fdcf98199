package dev.strata.gateway.shared;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.tenant.Tenant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One gateway's worth of limits, with a Vert.x of its own. */
final class Replica implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SharedStore shared;
    final Admission admission;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));

    private record Settings(Optional<String> url, Optional<String> password)
            implements SharedSettings {
        @Override
        public String prefix() {
            return "test";
        }

        @Override
        public Duration timeout() {
            return Duration.ofMillis(500);
        }

        @Override
        public Duration floorsKept() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration lookInterval() {
            return Duration.ofSeconds(1);
        }
    }

    Replica(String url, Optional<String> password) {
        this.shared =
                SharedStore.of(
                        new Settings(Optional.of(url), password),
                        vertx,
                        InstantSource.system(),
                        meters);
        this.admission = new Admission(100_000, shared.limits().orElseThrow());
    }

    /** One that is connected. */
    static Replica up(RedisServer redis) {
        Replica replica = new Replica(redis.url(), Optional.empty());
        replica.awaitUp();
        return replica;
    }

    void awaitUp() {
        await("the store to be there", () -> shared.problem().isEmpty());
    }

    /** Looks again and again until {@code condition} holds. */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited in vain for " + what + ": " + shared.problem().orElse("it is up"));
            }
            shared.look();
            LockSupport.parkNanos(10_000_000);
        }
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    Admission.Outcome admit(Tenant tenant, long tokens, double cost) {
        return admission
                .admit(tenant, new Claim(tokens, cost, Instant.now().plusSeconds(60)))
                .join();
    }

    @Override
    public void close() {
        shared.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
