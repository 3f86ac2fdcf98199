package dev.strata.cli.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the events in Kafka, so that they are read back once they are all there. */
final class CapturedEvents implements AutoCloseable {
    private static final String TOPIC = "traffic.v1";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_MS = 200;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param bootstrap of the broker, {@code host:port}
     */
    CapturedEvents(String bootstrap) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "default.api.timeout.ms",
                                (int) LIMIT.toMillis(),
                                "allow.auto.create.topics",
                                false),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** Events that the topic ever took. */
    long count() {
        List<TopicPartition> partitions =
                consumer.partitionsFor(TOPIC, LIMIT).stream()
                        .map(info -> new TopicPartition(TOPIC, info.partition()))
                        .toList();
        return consumer.endOffsets(partitions, LIMIT).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Waits until the topic took {@code wanted} events in all.
     *
     * @return false where they did not come within {@code limit}
     */
    boolean await(long wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (count() < wanted) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
