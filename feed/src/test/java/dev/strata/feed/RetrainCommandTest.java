package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.retrain.World;
import dev.strata.feed.topic.PromotionFolder;
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
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                .setExplored(sample.explored())
                .setPolicyVersion(policyVersion(sample.number()));
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

    /** Promotion 3 routed; 5 was tried half-way through the month, and undone. */
    private static String policyVersion(int number) {
        return number > 2000 && number < 2500 && number % 20 == 0 ? "policy+g5" : "policy+g3";
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
        // Promotion 5 is the newest, and no gateway routes by it: the topic, compacted, may hold it
        // alone.
        String folder = promoting().toString();
        topic.publish(champion(keys, 5));
        topic.publish(champion(PromotionKeys.ensure(shared.resolve("others")), 99));
        // Nor is what is no promotion at all, or was never published.
        poison();
        assertThrows(
                IllegalStateException.class,
                () ->
                        new PromotionFolder(shared.resolve("datasets"))
                                .keep(6, champion(keys, 6), RetrainCommandTest::refuse));
        Path model = shared.resolve("model.properties");

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
        assertEquals(3, object.path("champion_generation").asLong());
        assertEquals("[5]", object.path("undone").toString());
        assertEquals(6, object.path("generation").asLong());
        PublicKey verifier = PromotionKeys.verifier(keys.publicKey());
        RouterPromotion promoted =
                topic.read().stream()
                        .flatMap(bytes -> PromotionTopic.signed(verifier, bytes).stream())
                        .filter(one -> one.getGeneration() == 6)
                        .findFirst()
                        .orElseThrow();
        assertEquals(Optional.of(promoted), PromotionTopic.signed(verifier, kept(6)));
        // What was on the topic alone is kept too: the topic is compacted.
        assertEquals(5, PromotionTopic.signed(verifier, kept(5)).orElseThrow().getGeneration());
        assertEquals("2026-10", promoted.getMonth());
        assertEquals(Files.readString(model), promoted.getDifficultyModel());
    }

    private static byte[] kept(long generation) throws IOException {
        return Files.readAllBytes(
                shared.resolve("datasets/promotions/" + generation + ".promotion"));
    }

    private static void refuse(SignedPromotion promotion) {
        throw new IllegalStateException("the broker refuses " + promotion.getSerializedSize());
    }

    private static void poison() {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                    new ProducerRecord<>(
                            "model.promotions",
                            "poison",
                            "poison".getBytes(StandardCharsets.UTF_8)));
            producer.send(new ProducerRecord<>("model.promotions", "tombstone", null));
        }
    }

    @Test
    void retrain_promotionRoutesAndNoKeysAreGiven_saysSo() {
        Said said = feed("retrain", "--month", "2026-10");

        assertEquals(2, said.code(), said.out());
        assertTrue(said.err().contains("promotion 3 routes now"), said.err());
    }

    /** Keys, with the promotion that routes at hand. */
    private static Path promoting() {
        new PromotionFolder(shared.resolve("datasets")).keep(3, champion(keys, 3), _ -> {});
        return keys.publicKey().getParent();
    }

    @Test
    void retrain_monthNotBuilt_saysSo() {
        Said said = feed("retrain", "--month", "2026-11");

        assertEquals(2, said.code());
        assertTrue(said.err().contains("month '2026-11' is not built in zone public"), said.err());
    }

    @Test
    void retrain_otherTiers_decidesNothing() {
        Said said =
                feed(
                        "retrain",
                        "--month",
                        "2026-10",
                        "--tiers",
                        "a,b",
                        "--promotion-keys",
                        promoting().toString());

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
