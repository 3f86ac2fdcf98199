package dev.strata.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
    @TempDir Path folder;

    @Test
    void apply_onRunningBroker_createsThenAdjustsAndRefusesOtherPartitions() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            List<TopicSpec> bundled = TopicFile.load(Optional.empty()).topics();
            Topics.apply(broker.bootstrap(), bundled);
            awaitRetention(broker, 45L * 86_400_000);

            TopicSpec shorter = new TopicSpec("traffic.v1", 6, false, "12h", "zstd", 8_388_608);
            Topics.apply(broker.bootstrap(), List.of(shorter));
            awaitRetention(broker, 12L * 3_600_000);

            TopicSpec wider = new TopicSpec("traffic.v1", 7, false, "12h", "zstd", 8_388_608);
            BrokerException refused =
                    assertThrows(
                            BrokerException.class,
                            () -> Topics.apply(broker.bootstrap(), List.of(wider)));
            assertTrue(refused.getMessage().contains("expected 7, got 6"), refused.getMessage());

            BrokerException locked =
                    assertThrows(BrokerException.class, () -> EmbeddedBroker.start(folder, 0));
            assertTrue(locked.getMessage().contains(folder.toString()), locked.getMessage());
        }
    }

    /**
     * A broker answers from its own copy of the metadata, which follows a change a moment later.
     */
    private static void awaitRetention(EmbeddedBroker broker, long expectedMillis)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String expected = Long.toString(expectedMillis);
        String got = retention(broker);
        while (!got.equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            got = retention(broker);
        }
        assertEquals(expected, got);
    }

    private static String retention(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "traffic.v1");
            return admin.describeConfigs(List.of(topic))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(topic)
                    .get("retention.ms")
                    .value();
        }
    }
}
