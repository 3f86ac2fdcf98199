package dev.strata.feed.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic as a log: its ends, and its records between two offsets. One thread. */
public final class TopicLog implements RecordSource, AutoCloseable {
    private static final int WAIT_MILLIS = 15_000;

    private final String bootstrap;
    private final String topic;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private TopicLog(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("default.api.timeout.ms", WAIT_MILLIS);
        settings.put("request.timeout.ms", WAIT_MILLIS);
        settings.put("max.partition.fetch.bytes", 8 << 20);
        settings.put("allow.auto.create.topics", false);
        settings.put("isolation.level", "read_committed");
        settings.putAll(KafkaSecurity.of(System.getenv()));
        this.admin = Admin.create(adminSettings(settings));
        this.consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Opens {@code topic}.
     *
     * @param bootstrap {@code host:port}, several with commas
     * @throws FeedException BAD_INPUT where the address cannot be one
     */
    public static TopicLog open(String bootstrap, String topic) {
        try {
            return new TopicLog(bootstrap, topic);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new FeedException(
                    Code.BAD_INPUT,
                    "kafka '%s' is no usable address: expected host:port, got: %s; correct --bootstrap"
                            .formatted(bootstrap, cause.getMessage()),
                    e);
        }
    }

    /** True where the topic is there. */
    public boolean exists() {
        return get(admin.listTopics().names()).contains(topic);
    }

    @Override
    public TopicRange snapshot(Map<Integer, Long> begin) {
        TopicDescription description = describe();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        description
                .partitions()
                .forEach(p -> {
                    TopicPartition partition = new TopicPartition(topic, p.partition());
                    first.put(partition, OffsetSpec.earliest());
                    last.put(partition, OffsetSpec.latest());
                });
        Map<TopicPartition, ListOffsetsResultInfo> firsts = get(admin.listOffsets(first).all());
        Map<TopicPartition, ListOffsetsResultInfo> lasts = get(admin.listOffsets(last).all());
        Map<Integer, Long> starts = new TreeMap<>();
        firsts.forEach((partition, info) -> starts.put(partition.partition(), info.offset()));
        List<TopicRange.Offsets> offsets = new ArrayList<>();
        lasts.forEach((partition, info) -> {
            long start = starts.getOrDefault(partition.partition(), 0L);
            long from = begin.getOrDefault(partition.partition(), start);
            long to = info.offset();
            if (from > to) {
                throw new FeedException(
                        Code.INCONSISTENT,
                        "topic '%s' is shorter than the last dataset says: expected partition %d to reach %d, got %d; build into an empty --out"
                                .formatted(topic, partition.partition(), from, to));
            }
            long missing = Math.max(0, Math.min(start, to) - from);
            offsets.add(new TopicRange.Offsets(partition.partition(), from, to, missing));
        });
        offsets.sort((a, b) -> Integer.compare(a.partition(), b.partition()));
        return new TopicRange(
                get(admin.describeCluster().clusterId()),
                topic,
                description.topicId().toString(),
                offsets);
    }

    @Override
    public void read(TopicRange range, Consumer<TopicRecord> sink) {
        for (TopicRange.Offsets offsets : range.partitions()) {
            if (offsets.size() > 0) {
                read(offsets, sink);
            }
        }
    }

    private void read(TopicRange.Offsets offsets, Consumer<TopicRecord> sink) {
        TopicPartition partition = new TopicPartition(topic, offsets.partition());
        consumer.assign(List.of(partition));
        long begin = offsets.from() + offsets.missing();
        consumer.seek(partition, begin);
        try {
            long held = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (held > begin) {
                throw new FeedException(
                        Code.INCONSISTENT,
                        "topic '%s' no longer holds what is to be read: expected partition %d from offset %d, got %d; retention deleted it"
                                .formatted(topic, offsets.partition(), begin, held));
            }
            long heard = System.nanoTime();
            while (consumer.position(partition) < offsets.to()) {
                var records = consumer.poll(Duration.ofMillis(500));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.offset() < offsets.to()) {
                        sink.accept(record(record));
                    }
                }
                if (!records.isEmpty()) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > WAIT_MILLIS * 1_000_000L) {
                    throw silent(new TimeoutException("no record for " + WAIT_MILLIS + " ms"));
                }
            }
        } catch (KafkaException e) {
            throw silent(e);
        }
    }

    private static TopicRecord record(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        return new TopicRecord(
                record.partition(),
                record.offset(),
                type == null || type.value() == null
                        ? Optional.empty()
                        : Optional.of(new String(type.value(), StandardCharsets.UTF_8)),
                record.value() == null ? ByteString.EMPTY : ByteString.copyFrom(record.value()));
    }

    private TopicDescription describe() {
        return get(
                requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(2L * WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new FeedException(
                        Code.NO_TOPIC,
                        "topic '%s' does not exist at '%s': expected the mesh's topic, got none; start the broker with its topics file"
                                .formatted(topic, bootstrap),
                        e);
            }
            throw silent(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw silent(e);
        }
    }

    private FeedException silent(Throwable cause) {
        return new FeedException(
                Code.NO_TOPIC,
                "kafka '%s' does not answer: expected topic '%s', got: %s; check --bootstrap and the broker"
                        .formatted(bootstrap, topic, cause.getMessage()),
                cause);
    }

    private static Map<String, Object> adminSettings(Map<String, Object> settings) {
        Map<String, Object> copy = new HashMap<>();
        for (String key :
                List.of("bootstrap.servers", "default.api.timeout.ms", "request.timeout.ms")) {
            copy.put(key, settings.getOrDefault(key, ""));
        }
        copy.putAll(KafkaSecurity.of(System.getenv()));
        return copy;
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ofSeconds(5));
    }
}
