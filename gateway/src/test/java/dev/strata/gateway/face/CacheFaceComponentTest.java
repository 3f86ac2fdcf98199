package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.proto.chat.v1.CacheMode;
import dev.strata.proto.chat.v1.ChatChunk;
import dev.strata.proto.chat.v1.ChatRequest;
import dev.strata.proto.chat.v1.ChatResponse;
import dev.strata.proto.chat.v1.GenerateRequest;
import dev.strata.proto.event.v1.TrafficEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Answers that are given again, over both faces. Each test asks what no other asks. */
@QuarkusTest
@TestProfile(CacheProfile.class)
class CacheFaceComponentTest extends FaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject MeterRegistry meters;

    private static String body(String content, String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"strata\":{\"cache\":\"exact\"}%s}"
                .formatted(content, more);
    }

    private static String mark(HttpResponse<?> response) {
        return response.headers().firstValue("x-strata-cache").orElse("");
    }

    private int asked() {
        return fakes.tier("v1").calls().size();
    }

    @Test
    void chat_askedTwice_theSecondIsAHitThatCostsNothing() throws Exception {
        HttpResponse<String> first = post(body("Cache this.", ""));
        HttpResponse<String> second = post(body("Cache this.", ""));

        assertEquals("miss", mark(first));
        assertEquals("hit", mark(second));
        assertEquals(1, asked());
        JsonNode one = JSON.readTree(first.body());
        JsonNode two = JSON.readTree(second.body());
        assertEquals(one.at("/choices"), two.at("/choices"));
        assertEquals(one.at("/usage"), two.at("/usage"));
        assertEquals("hit", two.at("/strata/cache").asText());
        assertEquals(0, two.at("/strata/usage_total/total_tokens").asInt());
        assertEquals(0, two.at("/strata/cost").asDouble());
        assertEquals("v1", two.at("/strata/tier").asText());
        assertFalse(two.at("/id").equals(one.at("/id")));
        await("both events", () -> logs.events().size() == 2);
        TrafficEvent event = logs.events().getLast();
        assertTrue(event.getCacheHit());
        assertFalse(logs.events().getFirst().getCacheHit());
        assertEquals(0, event.getAttemptsCount());
        assertEquals("v1", event.getFinalTier());
        assertEquals(0, event.getStatus());
    }

    @Test
    void chat_streamOfAKeptAnswer_isAWholeStream() throws Exception {
        String text =
                JSON.readTree(post(body("Stream it.", "")).body())
                        .at("/choices/0/message/content")
                        .asText();

        HttpResponse<String> stream =
                post(
                        body(
                                "Stream it.",
                                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertEquals("hit", mark(stream));
        StringBuilder said = new StringBuilder();
        stream.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> said.append(content(line.substring(6))));
        assertEquals(text, said.toString());
        assertTrue(stream.body().contains("\"finish_reason\":\"stop\""));
        assertTrue(stream.body().endsWith("data: [DONE]\n\n"));
        assertEquals(1, asked());
    }

    private static String content(String event) {
        try {
            return JSON.readTree(event).at("/choices/0/delta/content").asText("");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void chat_anythingThatChangesAnAnswer_isAnotherRequest() throws Exception {
        String content = "Differ in one thing.";
        post(body(content, ""));
        for (String more :
                List.of(
                        ",\"temperature\":0.1",
                        ",\"seed\":5",
                        ",\"seed\":6",
                        ",\"max_tokens\":9",
                        ",\"stop\":\"x\"",
                        ",\"model\":\"v1\"",
                        ",\"logprobs\":true",
                        ",\"presence_penalty\":1")) {
            assertEquals("miss", mark(post(body(content, more))), more);
            assertEquals("hit", mark(post(body(content, more))), more);
        }
        assertEquals("miss", mark(post(body(content, ""), "authorization", "Bearer acme-key")));
        assertEquals("hit", mark(post(body(content, ""))));
    }

    @Test
    void chat_severalChoices_differUnlessTheyAreGreedy() throws Exception {
        post(body("Choose.", ",\"n\":3"));
        assertEquals(3, asked());
        assertEquals("hit", mark(post(body("Choose.", ",\"n\":3"))));
        assertEquals(3, asked());

        post(body("Choose greedily.", ",\"n\":3,\"temperature\":0"));
        assertEquals(4, asked());
    }

    @Test
    void chat_privateOrUnasked_isNeitherKeptNorMarked() throws Exception {
        String secret =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Keep mine.\"}],\"strata\":{\"cache\":\"exact\",\"sensitivity\":\"private\"}}";
        String silent = "{\"messages\":[{\"role\":\"user\",\"content\":\"Say nothing.\"}]}";
        String off =
                "{\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Off.\"}],\"strata\":{\"cache\":\"off\"}}";
        for (String body : List.of(secret, silent, off)) {
            assertEquals("", mark(post(body)));
            assertEquals("", mark(post(body)));
        }
        assertEquals(2, fakes.tier("v3").calls().size());
        assertEquals(4, asked());
    }

    @Test
    void chat_unknownMode_isRefusedByName() throws Exception {
        HttpResponse<String> response =
                post(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"strata\":{\"cache\":\"always\"}}");

        assertEquals(400, response.statusCode());
        assertEquals("strata.cache", JSON.readTree(response.body()).at("/error/param").asText());
    }

    @Test
    void grpc_unaryStreamAndOldCall_sayTheSame() {
        ChatRequest request =
                ask("Over gRPC.").toBuilder().setCache(CacheMode.CACHE_MODE_EXACT).build();
        ChatResponse first = chat.chat(request);
        ChatResponse second = chat.chat(request);
        assertEquals("miss", first.getOutcome().getCache());
        assertEquals("hit", second.getOutcome().getCache());
        assertEquals(first.getMessage(), second.getMessage());
        assertEquals(0, second.getOutcome().getUsageTotal().getCompletionTokens());

        List<ChatChunk> chunks = new ArrayList<>();
        Iterator<ChatChunk> stream = chat.chatStream(request);
        stream.forEachRemaining(chunks::add);
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.getDelta()));
        assertEquals(first.getMessage().getContent(), text.toString());
        assertEquals("v1", chunks.getFirst().getOutcome().getTier());
        assertEquals("hit", chunks.getLast().getOutcome().getCache());

        GenerateRequest old = GenerateRequest.newBuilder().setPrompt("The old call.").build();
        assertEquals("miss", chat.generate(old).getOutcome().getCache());
        assertEquals("hit", chat.generate(old).getOutcome().getCache());
    }

    @Test
    void equalRequests_atTheSameTime_runOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fakes.tier("v1").next(call -> answerAfter(call, go));
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(sent("At once."));
        }
        await("all to be in", () -> meters.get("strata.in.flight").gauge().value() == 5);
        go.countDown();

        int hits = 0;
        for (CompletableFuture<HttpResponse<String>> one : all) {
            HttpResponse<String> response = one.get(10, TimeUnit.SECONDS);
            assertEquals(200, response.statusCode(), response.body());
            hits += mark(response).equals("hit") ? 1 : 0;
        }
        assertEquals(4, hits);
        assertEquals(1, asked());
        await("nothing to be left", () -> meters.get("strata.in.flight").gauge().value() == 0);
    }

    @Test
    void equalRequests_theFirstLeaves_theOthersGoOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        fakes.tier("v1").next(call -> answerAfter(call, never));
        CompletableFuture<HttpResponse<String>> leader = sent("Leave early.");
        await("the leader to run", () -> asked() == 1);
        CompletableFuture<HttpResponse<String>> one = sent("Leave early.");
        CompletableFuture<HttpResponse<String>> two = sent("Leave early.");
        await("both to wait", () -> meters.get("strata.in.flight").gauge().value() == 3);

        leader.cancel(true);

        assertEquals(200, one.get(10, TimeUnit.SECONDS).statusCode());
        assertEquals(200, two.get(10, TimeUnit.SECONDS).statusCode());
        assertEquals(2, asked());
        never.countDown();
    }

    @Test
    void equalRequests_theFirstFails_eachTriesByItself() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fakes.tier("v1")
                .next(call -> {
                    hold(go);
                    call.fail(io.grpc.Status.Code.INVALID_ARGUMENT, "INVALID_ARGUMENT");
                });
        CompletableFuture<HttpResponse<String>> leader = sent("Fail first.");
        await("the leader to run", () -> asked() == 1);
        CompletableFuture<HttpResponse<String>> other = sent("Fail first.");
        await("the other to wait", () -> meters.get("strata.in.flight").gauge().value() == 2);
        go.countDown();

        assertEquals(400, leader.get(10, TimeUnit.SECONDS).statusCode());
        assertEquals(200, other.get(10, TimeUnit.SECONDS).statusCode());
    }

    @Test
    void waitingRequest_itsClientLeaves_theFirstIsNotCut() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fakes.tier("v1").next(call -> answerAfter(call, go));
        CompletableFuture<HttpResponse<String>> leader = sent("Wait and leave.");
        await("the leader to run", () -> asked() == 1);
        CompletableFuture<HttpResponse<String>> other = sent("Wait and leave.");
        await("the other to wait", () -> meters.get("strata.in.flight").gauge().value() == 2);

        other.cancel(true);
        await("it to be gone", () -> meters.get("strata.in.flight").gauge().value() == 1);
        go.countDown();

        assertEquals("miss", mark(leader.get(10, TimeUnit.SECONDS)));
        await("both events", () -> logs.events().size() == 2);
        assertEquals("CLIENT_GONE", logs.events().getFirst().getErrorType());
    }

    @Test
    void erasure_ofAnybody_emptiesTheTenantsCache() throws Exception {
        post(body("Erase it.", ""));
        postTo("/v1/erasures", BodyPublishers.ofString("{\"subject\":\"ann\"}"));

        assertEquals("miss", mark(post(body("Erase it.", ""))));
    }

    @Test
    void erasure_whileAnswersAreUnderWay_leavesNoneOfThem() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fakes.tier("v1").next(call -> answerAfter(call, go));
        CompletableFuture<HttpResponse<String>> running = sent("Erase while it runs.");
        await("it to run", () -> asked() == 1);
        CompletableFuture<HttpResponse<String>> waiting = sent("Erase while it runs.");
        await("the other to wait", () -> meters.get("strata.in.flight").gauge().value() == 2);

        postTo("/v1/erasures", BodyPublishers.ofString("{\"subject\":\"ann\"}"));
        go.countDown();

        assertEquals(200, running.get(10, TimeUnit.SECONDS).statusCode());
        assertEquals("hit", mark(waiting.get(10, TimeUnit.SECONDS)));
        assertEquals("miss", mark(post(body("Erase while it runs.", ""))));
        assertEquals("hit", mark(post(body("Erase while it runs.", ""))));
    }

    /** The one that tries by itself, since the one that it waited for failed, is not to be kept. */
    @Test
    void erasure_beforeAWaitingRequestTriesByItself_leavesNoAnswer() throws Exception {
        CountDownLatch fail = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        fakes.tier("v1")
                .next(
                        call -> {
                            hold(fail);
                            call.fail(io.grpc.Status.Code.INVALID_ARGUMENT, "INVALID_ARGUMENT");
                        },
                        call -> answerAfter(call, go));
        CompletableFuture<HttpResponse<String>> leader = sent("Erase it later.");
        await("the leader to run", () -> asked() == 1);
        CompletableFuture<HttpResponse<String>> other = sent("Erase it later.");
        await("the other to wait", () -> meters.get("strata.in.flight").gauge().value() == 2);
        fail.countDown();
        assertEquals(400, leader.get(10, TimeUnit.SECONDS).statusCode());
        await("the other to run", () -> asked() == 2);

        postTo("/v1/erasures", BodyPublishers.ofString("{\"subject\":\"ann\"}"));
        go.countDown();

        assertEquals(200, other.get(10, TimeUnit.SECONDS).statusCode());
        assertEquals("miss", mark(post(body("Erase it later.", ""))));
    }

    private CompletableFuture<HttpResponse<String>> sent(String content) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri("/v1/chat/completions"))
                        .version(java.net.http.HttpClient.Version.HTTP_1_1)
                        .POST(BodyPublishers.ofString(body(content, "")))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void answerAfter(FakeTiers.Call call, CountDownLatch go) {
        hold(go);
        call.prefilled().saySurely("late").finish();
    }

    private static void hold(CountDownLatch go) {
        try {
            go.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
