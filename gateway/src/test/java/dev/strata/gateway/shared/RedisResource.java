package dev.strata.gateway.shared;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** A gateway's test with a real Redis behind it; without the program its tests are skipped. */
public final class RedisResource implements QuarkusTestResourceLifecycleManager {
    private RedisServer redis;

    @Override
    public Map<String, String> start() {
        try {
            redis = RedisServer.start(Files.createTempDirectory("redis"));
            return Map.of(
                    "strata.shared.redis.url",
                    redis.url(),
                    "strata.shared.redis.look-interval",
                    "100ms");
        } catch (TestAbortedException _) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisServer.class));
    }

    @Override
    public void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
