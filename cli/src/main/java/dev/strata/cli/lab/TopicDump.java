package dev.strata.cli.lab;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.strata.proto.event.v1.TrafficEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the captured events to the end, on the public side, and writes each one's request id to a
 * file and all that it says, decompressed and as protobuf's text, to another. A process of its own.
 */
public final class TopicDump {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicDump() {}

    /** Arguments: bootstrap servers, topic, file of ids, file of events. */
    public static void main(String[] arguments) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("allow.auto.create.topics", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                settings,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer());
                PrintWriter ids = new PrintWriter(Files.newBufferedWriter(Path.of(arguments[2])));
                PrintWriter events =
                        new PrintWriter(Files.newBufferedWriter(Path.of(arguments[3])))) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(arguments[1]).stream()
                            .map(info -> new TopicPartition(arguments[1], info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TrafficEvent event = TrafficEvent.parseFrom(record.value());
                    ids.println(event.getRequestId());
                    events.println(event);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event in the topic does not decode", e);
        }
    }
}
