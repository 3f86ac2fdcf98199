package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.promote.Promotions;
import dev.strata.gateway.rights.RightsDesk;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.gateway.tenant.Tenants;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.PromotionKeys;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way, with a broker that is away at start, comes, is killed, and comes back. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@Timeout(240)
class CaptureComponentTest {
    ForkedBroker broker;

    @Inject TrafficLog traffic;

    @Inject TrafficArchive archive;

    @Inject FeedbackLog feedback;

    @Inject RightsDesk rights;

    @Inject Tenants tenants;

    @Inject MeterRegistry registry;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @ConfigProperty(name = "strata.promotions.public-key")
    Path promotionKey;

    @Test
    void offer_brokerAwayThenKilled_losesNoEvent() throws Exception {
        // The gateway is up without a broker: that alone is half of the point.
        offer(0, 10);
        await(10, "strata.capture.spooled");
        broker.start();
        await(10, "strata.capture.sent");

        broker.kill();
        offer(10, 20);
        feedback.record(
                FeedbackEvent.newBuilder()
                        .setEventId("f-1")
                        .setTenant("demo")
                        .setThumb(true)
                        .build());
        assertEquals(10, registry.counter("strata.capture.sent").count());
        broker.start();

        await(21, "strata.capture.sent");
        List<ConsumerRecord<String, CloudEvent>> records = read("traffic.v1");
        TreeSet<String> ids = new TreeSet<>();
        for (ConsumerRecord<String, CloudEvent> one : records) {
            TrafficEvent event = TrafficEvent.parseFrom(one.value().getData().toBytes());
            assertEquals(event.getEventId(), one.value().getId());
            assertEquals("demo:c-" + event.getEventId(), one.key());
            ids.add(event.getEventId());
        }
        assertEquals(new TreeSet<>(IntStream.range(0, 20).mapToObj(i -> "k-" + i).toList()), ids);
        CloudEvent sample = records.getFirst().value();
        assertEquals("dev.strata.traffic.v1", sample.getType());
        assertEquals("application/protobuf", sample.getDataContentType());
        assertTrue(
                records.getFirst().headers().lastHeader("ce_id") != null,
                "binary mode has headers");
        assertEquals(1, read("feedback.v1").size());
        assertEquals(ids, archived(Instant.EPOCH));
        assertEquals(ids, archived(Instant.now().minusSeconds(3600)));
        assertEquals(Set.of(), archived(Instant.now().plusSeconds(3600)));
        Instant hourAgo = Instant.now().minusSeconds(3600);
        assertEquals(ids, archived(Instant.EPOCH, Instant.now().plusSeconds(3600)));
        assertEquals(Set.of(), archived(Instant.EPOCH, hourAgo));
        rightsReachTheirTopicsAndAReportComesBack();
        aPromotionComesAndIsTried();
    }

    private Set<String> archived(Instant from) {
        return archived(from, Instant.MAX);
    }

    private Set<String> archived(Instant from, Instant until) {
        Set<String> ids = new TreeSet<>();
        archive.read(from, until, event -> ids.add(event.getEventId()));
        return ids;
    }

    private void aPromotionComesAndIsTried() throws Exception {
        PromotionKeys keys = PromotionKeys.in(promotionKey.resolveSibling("."));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (byte[] record :
                    Arrays.asList(
                            new byte[] {1}, null, Promotions.signed(keys, Promotions.of(7)))) {
                producer.send(new ProducerRecord<>("model.promotions", "router", record))
                        .get(30, TimeUnit.SECONDS);
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        var share = registry.get("strata.promotions.trial.share").gauge();
        while (share.value() == 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(50_000_000);
        }
        assertEquals(.01, share.value());
    }

    private void rightsReachTheirTopicsAndAReportComesBack() throws Exception {
        Tenant demo = tenants.authenticate("");
        rights.setConsent(demo, "ann", Set.of());
        String erasure = rights.erase(demo, "ann").id();
        await(23, "strata.capture.sent");
        ConsumerRecord<String, CloudEvent> sent = read("erasure.v1").getFirst();
        ErasureEvent event = ErasureEvent.parseFrom(sent.value().getData().toBytes());
        assertEquals(erasure, event.getEventId());
        assertEquals("demo:" + event.getSubjectPseudonym(), sent.key());
        assertEquals(sent.key(), read("consent.v1").getFirst().key());
        assertTrue(rights.erasure(demo, erasure).report().isEmpty());

        report("poison".getBytes(StandardCharsets.UTF_8));
        report(null);
        report(
                ErasureReport.newBuilder()
                        .setErasureId(erasure)
                        .setTenant("demo")
                        .setKeysDestroyed(3)
                        .build()
                        .toByteArray());

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (rights.erasure(demo, erasure).report().isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "no report came");
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void report(byte @Nullable [] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("erasure-reports.v1", "key", value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void offer(int from, int to) {
        for (int i = from; i < to; i++) {
            TrafficEvent event = Events.open("k-" + i);
            long begin = System.nanoTime();
            assertTrue(traffic.offer(event).join());
            long tookMillis = (System.nanoTime() - begin) / 1_000_000;
            // Far less than Kafka's max.block.ms, far more than a busy machine takes.
            assertTrue(tookMillis < 4000, "offer took %d ms".formatted(tookMillis));
        }
    }

    private void await(int count, String counter) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (registry.counter(counter).count() < count) {
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> counter + " stays at " + registry.counter(counter).count());
            LockSupport.parkNanos(20_000_000);
        }
    }

    private List<ConsumerRecord<String, CloudEvent>> read(String topic) {
        try (KafkaConsumer<String, CloudEvent> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringDeserializer(),
                        new CloudEventDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, CloudEvent>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
            return records;
        }
    }
}
