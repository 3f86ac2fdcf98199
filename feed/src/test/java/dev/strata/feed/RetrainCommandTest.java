package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.retrain.World;
import dev.strata.feed.topic.PromotionTopic;
import dev.strata.proto.event.v1.Attempt;
import dev.strata.proto.event.v1.FeedbackEvent;
import dev.strata.proto.event.v1.RouterPromotion;
import dev.strata.proto.event.v1.SignedPromotion;
import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.seal.PromotionKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A month of a champion that is wrong about some, from a real broker to the next promotion. */
@Timeout(240)
class RetrainCommandTest {
    private static final int REQUESTS = 6000;

    @TempDir static Path shared;
    private static ForkedBroker broker;
    private static PromotionKeys keys;

    private record Said(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        broker = ForkedBroker.start(shared);
        keys = PromotionKeys.ensure(shared.resolve("promotion"));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (World.Sample sample : new World().samples(REQUESTS, .3)) {
                send(producer, "traffic", event(sample).toByteArray());
                send(producer, "feedback", judgement(sample).toByteArray());
            }
            producer.flush();
        }
        Said built = feed("build", "--month", "2026-10");
        assertEquals(0, built.code(), built.err());
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    private static void send(KafkaProducer<String, byte[]> producer, String kind, byte[] value) {
        ProducerRecord<String, byte[]> one = new ProducerRecord<>(kind + ".v1", "demo:c", value);
        one.headers()
                .add("ce_type", ("dev.strata." + kind + ".v1").getBytes(StandardCharsets.UTF_8));
        producer.send(one);
    }

    private static TrafficEvent event(World.Sample sample) {
        TrafficEvent.Builder event =
                Events.at(
                        Events.asking("e" + sample.number(), sample.prompt()),
                        60L * sample.number())
                        .toBuilder();
        event.getRouteBuilder()
                .addAllAllowedTiers(World.TIERS)
                .setInitialTier(sample.first())
                .setReasonCode(sample.explored() ? "EXPLORED" : "DIFFICULTY_EASY")
                .setPropensity(sample.propensity())
                .setExplored(sample.explored());
        return event.clearAttempts()
                .addAttempts(
                        Attempt.newBuilder()
                                .setTier(sample.first())
                                .setCommitted(true)
                                .setFinish("stop")
                                .setOutput(Events.content("assistant", "An answer.")))
                .setFinalTier(sample.first())
                .setCost(World.cost(sample.first()))
                .build();
    }

    private static FeedbackEvent judgement(World.Sample sample) {
        return FeedbackEvent.newBuilder()
                .setEventId("f" + sample.number())
                .setTenant("demo")
                .setRequestId("r-e" + sample.number())
                .setThumb(sample.good())
                .build();
    }

    private static SignedPromotion champion(PromotionKeys by, long generation) {
        ByteString bytes =
                RouterPromotion.newBuilder()
                        .setGeneration(generation)
                        .setZone("public")
                        .setDifficultyModel(World.championText())
                        .setEasyBelow(.35)
                        .setHardFrom(.65)
                        .build()
                        .toByteString();
        return SignedPromotion.newBuilder()
                .setPromotion(bytes)
                .setSignature(
                        ByteString.copyFrom(
                                PromotionKeys.sign(by.privateKey(), bytes.toByteArray())))
                .build();
    }

    private static Said feed(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "--bootstrap",
                        broker.bootstrap(),
                        "--out",
                        shared.resolve("datasets").toString()));
        int code =
                FeedMain.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        all.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    @Test
    void retrain_betterCandidate_isPromotedAboveTheChampionAndNoForgery() throws Exception {
        PromotionTopic topic = new PromotionTopic(broker.bootstrap());
        topic.publish(champion(keys, 3));
        topic.publish(champion(PromotionKeys.ensure(shared.resolve("others")), 99));
        Path model = shared.resolve("model.properties");
        String folder = keys.publicKey().getParent().toString();

        Said said =
                feed(
                        "retrain",
                        "--month",
                        "2026-10",
                        "--promotion-keys",
                        folder,
                        "--write",
                        model.toString(),
                        "--json");

        assertEquals(0, said.code(), said.err() + said.out());
        JsonNode object = DatasetJson.tree(said.out());
        assertEquals("PASS", object.path("verdict").asText());
        assertEquals(4, object.path("generation").asLong());
        RouterPromotion promoted =
                topic.latest(PromotionKeys.verifier(keys.publicKey())).orElseThrow();
        assertEquals(4, promoted.getGeneration());
        assertEquals("2026-10", promoted.getMonth());
        assertEquals(Files.readString(model), promoted.getDifficultyModel());
    }

    @Test
    void retrain_againstTheBundledModel_printsEveryCheck(@TempDir Path folder) throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "difficulty: {use-priors: false}");

        Said said = feed("retrain", "--month", "2026-10", "--policy", policy.toString());

        assertTrue(List.of(0, 7, 9).contains(said.code()), said.err());
        for (String check : List.of("effective sample", "quality", "cost", "calibration")) {
            assertTrue(said.out().contains(check), said.out());
        }
    }

    @Test
    void retrain_monthThatPriorsBegan_decidesNothing() {
        Said said = feed("retrain", "--month", "2026-10");

        assertEquals(9, said.code(), said.err());
        assertTrue(said.out().contains("share not begun by priors"), said.out());
    }

    @Test
    void retrain_monthNotBuilt_saysSo() {
        Said said = feed("retrain", "--month", "2026-11");

        assertEquals(2, said.code());
        assertTrue(said.err().contains("month '2026-11' is not built in zone public"), said.err());
    }

    @Test
    void retrain_otherTiers_decidesNothing() {
        Said said = feed("retrain", "--month", "2026-10", "--tiers", "a,b");

        assertEquals(9, said.code(), said.err());
        assertTrue(said.out().contains("judged to learn from"), said.out());
    }

    @Test
    void retrain_keysOfAnotherKind_namesTheFile() throws Exception {
        Path folder = Files.createDirectories(shared.resolve("bad"));
        Files.writeString(folder.resolve("promotion-public.pem"), "nothing");
        Files.writeString(folder.resolve("promotion-private.pem"), "nothing");

        Said said = feed("retrain", "--month", "2026-10", "--promotion-keys", folder.toString());

        assertEquals(2, said.code());
        assertTrue(said.err().contains("promotion-public.pem"), said.err());
    }
}
