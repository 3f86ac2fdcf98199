package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.IntakeKeys;
import dev.strata.seal.Sealer;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feed's commands against a real broker. */
@Timeout(120)
class FeedMainTest {
    private static final List<String> POISONED =
            List.of(
                    "feedback.v1",
                    "consent.v1",
                    "erasure.v1",
                    "erasure-reports.v1",
                    "model.promotions");
    private static final String SECRET = "the account number of a person";

    @TempDir static Path shared;
    private static ForkedBroker broker;
    private static IntakeKeys keys;

    @TempDir Path out;

    /** What a command said. */
    private record Said(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        broker = ForkedBroker.start(shared);
        keys = IntakeKeys.ensure(shared.resolve("keys"));
        TrafficEvent sealed =
                Events.sealed(Events.secret("2", SECRET), Sealer.to(keys.publicKey()));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            send(producer, Events.open("1").toByteArray());
            send(producer, sealed.toByteArray());
            send(producer, Events.open("3").toByteArray());
            send(producer, "poison".getBytes(StandardCharsets.UTF_8));
            // A letter of nobody's: without a key, its header without a value.
            ProducerRecord<String, byte[]> letter = new ProducerRecord<>("traffic.dlq", null, null);
            letter.headers().add("strata_reason", null);
            producer.send(letter).get(30, TimeUnit.SECONDS);
            for (String topic : POISONED) {
                producer.send(new ProducerRecord<>(topic, "poison", new byte[] {1, 2, 3}))
                        .get(30, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>(topic, "tombstone", null))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, byte[] value)
            throws Exception {
        ProducerRecord<String, byte[]> one = new ProducerRecord<>("traffic.v1", "demo:c", value);
        one.headers().add("ce_type", "dev.strata.traffic.v1".getBytes(StandardCharsets.UTF_8));
        producer.send(one).get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void input_realTopic_countsAndPutsPoisonAsideOnce() throws Exception {
        String kafka = broker.bootstrap();
        Path ids = out.resolve("ids");

        assertEquals(0, run("input", "--bootstrap", kafka, "--out", ids.toString()).code());
        Said counted = run("input", "--bootstrap", kafka);
        Said dead = run("dead-letters", "--bootstrap", kafka);

        assertTrue(
                counted.out().contains("3 events, 0 again, 1 that do not decode"), counted.out());
        assertEquals(4, Files.readAllLines(ids).size());
        assertEquals(
                2 + POISONED.size(),
                dead.out().lines().filter(l -> l.contains("undecodable")).count(),
                dead.out());
        for (String topic : POISONED) {
            assertTrue(counted.out().contains(topic + ": 2 records, 1 that"), counted.out());
            assertTrue(dead.out().contains(topic + "/"), dead.out());
        }
        assertTrue(dead.out().contains("expected a TrafficEvent"), dead.out());
    }

    @Test
    void build_realTopic_makesOneDatasetPerZoneAndTheSameOneAgain() throws Exception {
        Said open = feed("build", "--month", "2026-10", "--zone", "public", "--json");
        Said closed =
                feed(
                        "build",
                        "--month",
                        "2026-10",
                        "--zone",
                        "private",
                        "--intake-key",
                        keys.privateKey().toString());

        assertEquals(0, open.code(), open.err());
        assertEquals(0, closed.code(), closed.err());
        JsonNode summary = JsonMapper.builder().build().readTree(open.out());
        assertEquals(2, summary.get("rows").asInt());
        assertEquals(
                4,
                summary.at("/manifest/source/partitions").findValues("to").stream()
                        .mapToInt(JsonNode::asInt)
                        .sum());
        assertFalse(summary.at("/manifest/source/cluster_id").asText().isEmpty());
        assertTrue(closed.out().contains("3 rows, zone private"), closed.out());
        Path rows = out.resolve("public/2026-10/sft-train.jsonl");
        assertFalse(Files.readString(rows).contains(SECRET));
        assertTrue(
                Files.readString(rows)
                        .startsWith(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"question 1\"},{\"role\":\"assistant\",\"content\":\"answer 1\"}]}"));
        assertTrue(
                Files.readString(out.resolve("private/2026-10/sft-train.jsonl")).contains(SECRET));
        byte[] manifest = Files.readAllBytes(out.resolve("public/2026-10/manifest.json"));

        Said again = feed("build", "--month", "2026-10", "--zone", "public", "--rebuild");

        assertEquals(0, again.code(), again.err());
        assertArrayEquals(
                manifest, Files.readAllBytes(out.resolve("public/2026-10/manifest.json")));
    }

    @Test
    void build_realProcessKilledWhileItWorks_leavesNothingHalfAndIsMadeAgain() throws Exception {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FeedMain.class.getName(),
                        "build",
                        "--month",
                        "2026-10",
                        "--bootstrap",
                        broker.bootstrap(),
                        "--out",
                        out.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader()) {
            String line = said.readLine();
            while (line != null && !line.startsWith("feed: read:")) {
                line = said.readLine();
            }
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        Path killed = out.resolve("public/2026-10/manifest.json");
        // Either it was not fast enough, or the whole of it is there.
        String rebuild = Files.exists(killed) ? "--rebuild" : "--zone=public";

        Said again = feed("build", "--month", "2026-10", rebuild);

        assertEquals(0, again.code(), again.err());
        byte[] bytes = Files.readAllBytes(killed);
        Path other = out.resolve("other");
        Said undisturbed =
                run(
                        "build",
                        "--month",
                        "2026-10",
                        "--bootstrap",
                        broker.bootstrap(),
                        "--out",
                        other.toString());
        assertEquals(0, undisturbed.code(), undisturbed.err());
        assertArrayEquals(bytes, Files.readAllBytes(other.resolve("public/2026-10/manifest.json")));
    }

    @Test
    void build_evaluationSetMissing_buildsNothing() {
        refused(
                2,
                "nothing was built, since rows of it could have been learned",
                "build",
                "--all",
                "--evaluation",
                out.resolve("none").toString());
        assertFalse(Files.exists(out.resolve("public")));
    }

    @Test
    void events_withoutKey_showNoPrivateText() throws Exception {
        Said plain = run("events", "--bootstrap", broker.bootstrap(), "--last", "2");
        Said json = run("events", "--bootstrap", broker.bootstrap(), "--json");
        Said opened =
                run(
                        "events",
                        "--bootstrap",
                        broker.bootstrap(),
                        "--private",
                        "--keys",
                        shared.resolve("keys").toString());

        assertEquals(0, plain.code(), plain.err());
        assertTrue(plain.out().contains("(private)"), plain.out());
        assertTrue(plain.out().contains("v1(LOW_CONFIDENCE) -> v2"), plain.out());
        assertFalse(plain.out().contains("question 1"), "only the last two");
        assertFalse(json.out().contains(SECRET));
        List<String> lines = json.out().lines().toList();
        assertEquals(3, lines.size());
        JsonNode first = JsonMapper.builder().build().readTree(lines.getFirst());
        assertEquals("1", first.get("event_id").asText());
        assertEquals(
                "sealed",
                JsonMapper.builder().build().readTree(lines.get(1)).get("input_form").asText());
        assertTrue(opened.out().contains(SECRET), opened.out());
    }

    @Test
    void build_badInput_saysWhatIsExpected() {
        refused(2, "month '2026-13' is none", "build", "--month", "2026-13", "--zone", "public");
        refused(
                2,
                "'--intake-key' has no place in the public zone",
                "build",
                "--all",
                "--zone",
                "public",
                "--intake-key",
                keys.privateKey().toString());
        refused(
                2,
                "no readable file",
                "build",
                "--all",
                "--zone",
                "private",
                "--intake-key",
                "none.pem");
        assertEquals(2, run("build", "--all", "--out", out.toString()).code());
        assertEquals(2, run("build", "--bootstrap", "x:1", "--out", "o", "--zone", "moon").code());
        assertEquals(2, run("events", "--bootstrap", broker.bootstrap(), "--private").code());
        Said strange = run("build", "--bootstrap", "nohost.invalid:9092", "--out", out.toString());
        assertEquals(2, strange.code(), strange.err());
        assertTrue(strange.err().contains("is no usable address"), strange.err());
    }

    @Test
    void keys_out_makesThemOnce() {
        Said made = run("keys", "--out", out.resolve("k").toString());
        Said again = run("keys", "--out", out.resolve("k").toString(), "--json");

        assertEquals(0, made.code(), made.err());
        assertTrue(Files.exists(out.resolve("k/intake-private.pem")));
        String id = made.out().split("\\s+")[1];
        assertTrue(again.out().contains(id), again.out());
    }

    private void refused(int code, String message, String... arguments) {
        Said said = feed(arguments);
        assertEquals(code, said.code(), said.err());
        assertTrue(said.err().contains(message), said.err());
    }

    private Said feed(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 4);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = broker.bootstrap();
        all[arguments.length + 2] = "--out";
        all[arguments.length + 3] = out.toString();
        return run(all);
    }

    private static Said run(String... arguments) {
        StringWriter said = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = FeedMain.run(new PrintWriter(said), new PrintWriter(errors), arguments);
        return new Said(code, said.toString(), errors.toString());
    }
}
