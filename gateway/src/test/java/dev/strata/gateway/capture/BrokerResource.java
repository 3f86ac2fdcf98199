package dev.strata.gateway.capture;

import dev.strata.seal.PromotionKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gives a test a broker's address, and the broker itself, which is not started yet. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private ForkedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("capture");
            broker = new ForkedBroker(folder);
            int port = broker.start();
            broker.kill();
            PromotionKeys keys = PromotionKeys.ensure(folder.resolve("keys"));
            return Map.of(
                    "mp.messaging.incoming.promotions.enabled",
                    "true",
                    "strata.promotions.public-key",
                    keys.publicKey().toString(),
                    "strata.promotions.dir",
                    folder.resolve("promotions").toString(),
                    "kafka.bootstrap.servers",
                    "127.0.0.1:" + port,
                    "strata.capture.spool-dir",
                    folder.resolve("spool").toString(),
                    "strata.capture.drain",
                    "100ms",
                    "mp.messaging.incoming.erasure-reports.enabled",
                    "true",
                    "strata.zone",
                    "private");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(broker, new TestInjector.MatchesType(ForkedBroker.class));
    }

    @Override
    public void stop() {
        try {
            broker.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
