package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.topic.TopicLog;
import dev.strata.proto.event.v1.ErasureEvent;
import dev.strata.proto.event.v1.ErasureReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a real broker into files, and an erasure from its asking to its report. */
@Timeout(120)
class LandCommandTest {
    @TempDir Path folder;
    private ForkedBroker broker;

    private record Said(int code, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        broker = ForkedBroker.start(folder);
        send(
                "traffic.v1",
                "dev.strata.traffic.v1",
                Events.of(Events.open("1"), "ann").toByteArray());
        send(
                "traffic.v1",
                "dev.strata.traffic.v1",
                Events.of(Events.open("2"), "bob").toByteArray());
        send("traffic.v1", "dev.strata.traffic.v1", Events.open("3").toByteArray());
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    private void send(String topic, String type, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> one = new ProducerRecord<>(topic, "demo:c", value);
            one.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
            producer.send(one).get(30, TimeUnit.SECONDS);
        }
    }

    private void erase(String subject) throws Exception {
        send(
                "erasure.v1",
                "dev.strata.erasure.v1",
                ErasureEvent.newBuilder()
                        .setEventId("erasure-1")
                        .setTenant("demo")
                        .setSubjectPseudonym(subject)
                        .setAt(Timestamp.newBuilder().setSeconds(1_795_000_000))
                        .build()
                        .toByteArray());
    }

    private Said feed(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "--bootstrap",
                        broker.bootstrap(),
                        "--out",
                        folder.resolve("datasets").toString(),
                        "--json"));
        int code =
                FeedMain.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        all.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private String[] landed(String command, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                command,
                                "--landed",
                                folder.resolve("landed").toString(),
                                "--key-store",
                                folder.resolve("keys").toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String rows(String month) throws Exception {
        return Files.readString(folder.resolve("datasets/public/" + month + "/rows.jsonl"));
    }

    @Test
    void build_ofWhatLanded_isThatOfTheTopic() throws Exception {
        assertEquals(0, feed("build", "--month", "2026-10").code());
        String ofTopic = rows("2026-10");

        JsonNode said = DatasetJson.tree(feed(landed("land")).out());
        Said built = feed(landed("build", "--month", "2026-10", "--rebuild"));

        assertEquals(3, said.path("landed").asInt());
        assertEquals(0, built.code(), built.err());
        assertEquals(ofTopic, rows("2026-10"));
    }

    @Test
    void land_somebodyErased_reportsOnceNoDatasetHoldsTheirRows() throws Exception {
        assertEquals(0, feed(landed("land")).code());
        assertEquals(0, feed(landed("build", "--month", "2026-10")).code());
        erase("ann");

        JsonNode first = DatasetJson.tree(feed(landed("land")).out());
        assertEquals(1, first.path("erasures_open").asInt());
        assertEquals(
                "2026-10",
                Path.of(first.path("rebuild").path(0).asText()).getFileName().toString());
        assertTrue(rows("2026-10").contains("question 1"));

        assertEquals(0, feed(landed("build", "--month", "2026-10", "--rebuild")).code());
        JsonNode second = DatasetJson.tree(feed(landed("land")).out());

        assertEquals(0, second.path("erasures_open").asInt());
        assertEquals(0, second.path("rebuild").size());
        assertFalse(rows("2026-10").contains("question 1"));
        assertTrue(rows("2026-10").contains("question 2"));
        List<ErasureReport> reports = new ArrayList<>();
        try (TopicLog log = TopicLog.open(broker.bootstrap(), "erasure-reports.v1")) {
            log.read(
                    log.snapshot(Map.of()),
                    record -> {
                        try {
                            reports.add(ErasureReport.parseFrom(record.value()));
                        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
        assertEquals(1, reports.size());
        assertEquals("erasure-1", reports.getFirst().getErasureId());
        assertEquals(1, reports.getFirst().getKeysDestroyed());
        assertEquals(List.of("public/2026-10"), reports.getFirst().getRebuiltDatasetsList());
        assertEquals(0, DatasetJson.tree(feed(landed("land")).out()).path("erasures_open").asInt());
    }

    @Test
    void build_oneOptionOfTwo_saysSo() {
        Said said =
                feed(
                        "build",
                        "--month",
                        "2026-10",
                        "--landed",
                        folder.resolve("landed").toString());

        assertEquals(2, said.code());
        assertTrue(said.err().contains("belong together"), said.err());
    }

    @Test
    void landRebuild_somebodyErased_buildsTheDatasetsAgainAndReports() throws Exception {
        assertEquals(0, feed(landed("land")).code());
        assertEquals(0, feed(landed("build", "--month", "2026-10")).code());
        erase("ann");

        JsonNode said = DatasetJson.tree(feed(landed("land", "--rebuild")).out());

        assertEquals(0, said.path("erasures_open").asInt(), said.toString());
        assertEquals(0, said.path("rebuild").size());
        assertEquals(
                "2026-10", Path.of(said.path("rebuilt").path(0).asText()).getFileName().toString());
        assertFalse(rows("2026-10").contains("question 1"));
        assertTrue(rows("2026-10").contains("question 2"));
    }

    @Test
    void landRebuild_builtWithOtherEvaluationSets_touchesNothing() throws Exception {
        Path set =
                Files.writeString(
                        folder.resolve("set.jsonl"), "{\"question\":\"What is a tide?\"}\n");
        assertEquals(0, feed(landed("land")).code());
        assertEquals(
                0,
                feed(landed("build", "--month", "2026-10", "--evaluation", set.toString())).code());
        erase("ann");

        Said said = feed(landed("land", "--rebuild"));

        assertEquals(2, said.code());
        assertTrue(said.err().contains("was built otherwise"), said.err());
        assertTrue(said.err().contains("set.jsonl"), said.err());
        assertTrue(rows("2026-10").contains("question 1"));
        assertEquals(0, feed(landed("land", "--rebuild", "--evaluation", set.toString())).code());
        assertFalse(rows("2026-10").contains("question 1"));
    }
}
