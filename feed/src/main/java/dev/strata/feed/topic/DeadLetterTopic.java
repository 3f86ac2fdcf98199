package dev.strata.feed.topic;

import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * {@code traffic.dlq}: records that do not decode, with the reason and the place that they came
 * from, which is their key: a record is there once, however often its topic is read. One thread.
 */
public final class DeadLetterTopic implements AutoCloseable {
    private static final String TOPIC = "traffic.dlq";
    private static final String REASON = "strata_reason";
    private static final Duration WAIT = Duration.ofSeconds(15);

    private final KafkaProducer<String, byte[]> producer;
    private final Set<String> places = new HashSet<>();
    private final List<Letter> letters = new ArrayList<>();

    /**
     * A record that did not decode.
     *
     * @param place topic, partition and offset that it came from
     * @param bytes how many it has
     */
    public record Letter(String place, String reason, int bytes) {}

    private DeadLetterTopic(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Opens the topic and reads what is there.
     *
     * @throws FeedException NO_TOPIC where Kafka does not answer
     */
    public static DeadLetterTopic open(String bootstrap) {
        try {
            DeadLetterTopic dead =
                    new DeadLetterTopic(
                            new KafkaProducer<>(
                                    settings(
                                            bootstrap,
                                            Map.of(
                                                    "acks",
                                                    "all",
                                                    "max.request.size",
                                                    8 << 20,
                                                    "max.block.ms",
                                                    WAIT.toMillis())),
                                    new StringSerializer(),
                                    new ByteArraySerializer()));
            dead.read(bootstrap);
            return dead;
        } catch (KafkaException e) {
            throw silent(e);
        }
    }

    private static Map<String, Object> settings(String bootstrap, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(KafkaSecurity.of(System.getenv()));
        all.put("bootstrap.servers", bootstrap);
        all.putAll(own);
        return all;
    }

    private void read(String bootstrap) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings(
                                bootstrap,
                                Map.of(
                                        "allow.auto.create.topics",
                                        false,
                                        "default.api.timeout.ms",
                                        (int) WAIT.toMillis())),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPIC).stream()
                            .map(p -> new TopicPartition(TOPIC, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + WAIT.toNanos();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(500))) {
                    Header reason = record.headers().lastHeader(REASON);
                    remember(
                            String.valueOf(record.key()),
                            reason == null || reason.value() == null
                                    ? ""
                                    : new String(reason.value(), StandardCharsets.UTF_8),
                            record.value() == null ? 0 : record.value().length);
                    deadline = System.nanoTime() + WAIT.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw silent(new TimeoutException("no record in time"));
                }
            }
        }
    }

    private boolean remember(String place, String reason, int bytes) {
        boolean fresh = places.add(place);
        if (fresh) {
            letters.add(new Letter(place, reason, bytes));
        }
        return fresh;
    }

    /** Puts a record there unless it is; acknowledged when this returns. */
    public void put(String topic, TopicRecord record, String reason) {
        String place = topic + "/" + record.partition() + "/" + record.offset();
        if (!remember(place, reason, record.value().size())) {
            return;
        }
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(TOPIC, place, record.value().toByteArray());
        letter.headers().add(REASON, reason.getBytes(StandardCharsets.UTF_8));
        try {
            producer.send(letter).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent(e);
        } catch (ExecutionException | TimeoutException e) {
            throw silent(e);
        }
    }

    /** All that is there, in the order in which it came. */
    public List<Letter> letters() {
        return List.copyOf(letters);
    }

    private static FeedException silent(Exception cause) {
        return new FeedException(
                Code.NO_TOPIC,
                "topic '%s' cannot be used: expected the mesh's topic, got: %s; check --bootstrap and the broker"
                        .formatted(TOPIC, cause),
                cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
