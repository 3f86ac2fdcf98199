package dev.strata.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.process.ReadyReport;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BrokerMainTest {
    @TempDir Path folder;

    @Test
    void main_killedAndStartedAgain_keepsPortAndRecords() throws Exception {
        Path data = folder.resolve("kafka");
        Path ready = folder.resolve("ready");
        int port;
        try (BrokerProcess first = BrokerProcess.fork(data, ready)) {
            ReadyReport report = first.awaitReady(ready);
            port = report.port("kafka");
            send(port, "kept");
            first.kill();
        }

        try (BrokerProcess second = BrokerProcess.fork(data, ready)) {
            ReadyReport report = second.awaitReady(ready);

            assertEquals("broker", report.service());
            assertEquals(port, report.port("kafka"));
            assertEquals("kept", first(port));
            assertTrue(second.output().lines().count() <= 2, second.output());
            second.closePipe();
            assertEquals(0, second.awaitExit());
        }
    }

    @Test
    void main_portInUse_exitsNamingPort() throws Exception {
        try (ServerSocket taken =
                        new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                BrokerProcess broker =
                        BrokerProcess.fork(
                                folder.resolve("kafka"),
                                folder.resolve("ready"),
                                "--port",
                                "" + taken.getLocalPort())) {
            assertEquals(2, broker.awaitExit());
            assertTrue(
                    broker.output().contains("port '" + taken.getLocalPort() + "' is in use"),
                    broker.output());
        }
    }

    private static void send(int port, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port, "acks", "all"),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>("traffic.v1", 0, "k", value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static String first(int port) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("traffic.v1", 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            for (int i = 0; i < 30; i++) {
                for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofSeconds(1))) {
                    return one.value();
                }
            }
            throw new AssertionError("no record came back");
        }
    }
}
