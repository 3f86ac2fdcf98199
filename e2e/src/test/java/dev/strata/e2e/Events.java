package dev.strata.e2e;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.TrafficEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the captured events back from the broker. */
final class Events implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, TrafficEvent> byRequest = new LinkedHashMap<>();
    private final Map<String, String> traceparents = new LinkedHashMap<>();

    Events(String bootstrapServers) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions =
                consumer.partitionsFor("traffic.v1").stream()
                        .map(info ->
                                new org.apache.kafka.common.TopicPartition(
                                        info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The event of a request; waits for it. */
    TrafficEvent of(String requestId) {
        Mesh.await(
                "the event of request " + requestId,
                Duration.ofSeconds(60),
                () -> {
                    poll();
                    return byRequest.containsKey(requestId);
                });
        return byRequest.get(requestId);
    }

    /** The {@code traceparent} header of an event that was read; empty where it has none. */
    String traceparentOf(String requestId) {
        return traceparents.get(requestId);
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            try {
                TrafficEvent event = TrafficEvent.parseFrom(record.value());
                byRequest.put(event.getRequestId(), event);
                Header header = record.headers().lastHeader("traceparent");
                traceparents.put(
                        event.getRequestId(),
                        header == null
                                ? ""
                                : new String(header.value(), StandardCharsets.US_ASCII));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("an event does not decode", e);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
