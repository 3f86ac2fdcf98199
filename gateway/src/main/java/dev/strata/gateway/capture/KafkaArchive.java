package dev.strata.gateway.capture;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.TrafficEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic of traffic, read from one time to another by a consumer of its own, without a group.
 */
@ApplicationScoped
class KafkaArchive implements TrafficArchive {
    private static final String TOPIC = "traffic.v1";
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(50);

    private final Map<String, Object> broker;

    /** With the address and the security of the gateway's own channels. */
    KafkaArchive(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    @Override
    public void read(Instant from, Instant until, Consumer<TrafficEvent> sink) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("default.api.timeout.ms", (int) STEP.toMillis());
        settings.put("request.timeout.ms", (int) STEP.toMillis());
        settings.put("fetch.max.bytes", 8 << 20);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            read(consumer, from, until, sink);
        } catch (AuthorizationException | AuthenticationException e) {
            throw new AwayException(
                    "the recorded traffic cannot be read: expected the gateway's user of Kafka to be let read topic '%s', got: %s; let it, or use ./strata feed cost"
                            .formatted(TOPIC, e.getMessage()),
                    false,
                    e);
        } catch (KafkaException e) {
            throw new AwayException(
                    "the recorded traffic cannot be read: expected topic '%s' of Kafka, got: %s; look at the broker and at kafka.bootstrap.servers"
                            .formatted(TOPIC, e.getMessage()),
                    true,
                    e);
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Instant from,
            Instant until,
            Consumer<TrafficEvent> sink) {
        long end = System.nanoTime() + WHOLE.toNanos();
        List<TopicPartition> partitions =
                consumer.partitionsFor(TOPIC, STEP).stream()
                        .map(found -> new TopicPartition(TOPIC, found.partition()))
                        .toList();
        Map<TopicPartition, Long> ends = ends(consumer, partitions, until);
        consumer.assign(partitions);
        seek(consumer, ends, from);
        while (ends.entrySet().stream()
                .anyMatch(part -> consumer.position(part.getKey(), STEP) < part.getValue())) {
            if (System.nanoTime() - end > 0) {
                throw new AwayException(
                        "there is more traffic than is read here: expected to have it within %d s; name a month, or use ./strata feed cost"
                                .formatted(WHOLE.toSeconds()),
                        false,
                        null);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                long last =
                        ends.getOrDefault(
                                new TopicPartition(record.topic(), record.partition()), 0L);
                if (record.offset() < last) {
                    event(record).ifPresent(sink);
                }
            }
        }
    }

    /** Where each partition ends, or what was recorded before {@code until}. */
    private static Map<TopicPartition, Long> ends(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant until) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, STEP));
        if (until.equals(Instant.MAX)) {
            return ends;
        }
        Map<TopicPartition, OffsetAndTimestamp> late =
                consumer.offsetsForTimes(times(partitions, until), STEP);
        late.forEach((part, found) -> {
            if (found != null) {
                ends.put(part, found.offset());
            }
        });
        return ends;
    }

    private static Map<TopicPartition, Long> times(Collection<TopicPartition> parts, Instant at) {
        return parts.stream().collect(Collectors.toMap(part -> part, _ -> at.toEpochMilli()));
    }

    /** A record's time is when it was sent: never before its request began. */
    private static void seek(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Instant from) {
        if (from.toEpochMilli() <= 0) {
            consumer.seekToBeginning(ends.keySet());
            return;
        }
        Map<TopicPartition, OffsetAndTimestamp> first =
                consumer.offsetsForTimes(times(ends.keySet(), from), STEP);
        ends.forEach((part, last) -> {
            @Nullable OffsetAndTimestamp found = first.get(part);
            consumer.seek(part, found == null ? last : Math.min(last, found.offset()));
        });
    }

    private static Optional<TrafficEvent> event(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        if (record.value() == null
                || type == null
                || type.value() == null
                || !new String(type.value(), StandardCharsets.UTF_8)
                        .equals(EventRecords.TRAFFIC_TYPE)) {
            return Optional.empty();
        }
        try {
            TrafficEvent event = TrafficEvent.parseFrom(record.value());
            return event.getEventId().isEmpty() ? Optional.empty() : Optional.of(event);
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
