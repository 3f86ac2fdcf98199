package dev.strata.feed.topic;

import dev.strata.feed.error.FeedException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes single records, each acknowledged before the next. One thread. */
public final class TopicWriter implements AutoCloseable {
    private static final int WAIT_SECONDS = 15;

    private final String bootstrap;
    private final KafkaProducer<String, byte[]> producer;

    private TopicWriter(String bootstrap, KafkaProducer<String, byte[]> producer) {
        this.bootstrap = bootstrap;
        this.producer = producer;
    }

    /** A writer to the cluster at {@code bootstrap}; it connects when it first writes. */
    public static TopicWriter open(String bootstrap) {
        Map<String, Object> settings = new HashMap<>(KafkaSecurity.of(System.getenv()));
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", "all");
        settings.put("max.request.size", 2 << 20);
        settings.put("max.block.ms", WAIT_SECONDS * 1000L);
        return new TopicWriter(
                bootstrap,
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
    }

    /**
     * Returns once the broker has the record.
     *
     * @throws FeedException NO_TOPIC where Kafka does not take it
     */
    public void write(String topic, String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, key, value))
                    .get(2L * WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(topic, e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw refused(topic, e);
        }
    }

    private FeedException refused(String topic, Exception e) {
        return new FeedException(
                FeedException.Code.NO_TOPIC,
                "kafka '%s' does not take the record: expected topic '%s', got: %s; check --bootstrap and run again"
                        .formatted(bootstrap, topic, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        producer.close();
    }
}
