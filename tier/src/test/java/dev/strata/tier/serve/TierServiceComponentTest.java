package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.tier.v1.DescribeRequest;
import dev.strata.proto.tier.v1.DescribeResponse;
import dev.strata.proto.tier.v1.FinishReason;
import dev.strata.proto.tier.v1.GenerateChunk;
import dev.strata.proto.tier.v1.GenerateRequest;
import dev.strata.proto.tier.v1.SamplingParameters;
import dev.strata.proto.tier.v1.ScoreRequest;
import dev.strata.proto.tier.v1.ScoreResponse;
import dev.strata.proto.tier.v1.TierGrpc;
import dev.strata.proto.tier.v1.Token;
import dev.strata.proto.tier.v1.Turn;
import dev.strata.service.GrpcError;
import dev.strata.tier.FakeLanguageModel;
import dev.strata.tier.FakeModels;
import dev.strata.tier.model.ModelShelf;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.GrpcServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TierServiceComponentTest {
    @Inject GrpcServer grpc;
    @Inject HttpServer http;
    @Inject ModelShelf shelf;

    private ManagedChannel channel;
    private TierGrpc.TierBlockingStub tier;

    @BeforeEach
    void connect() throws Exception {
        shelf.loaded().toCompletableFuture().get(10, TimeUnit.SECONDS);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", grpc.getPort()).usePlaintext().build();
        tier = TierGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() {
        FakeModels.opened("v1").resume();
        FakeModels.opened("slow").resume();
        channel.shutdownNow();
    }

    @Test
    void generate_chat_streamsPrefilledTokensAndFinished() {
        List<GenerateChunk> chunks = all(tier.generate(chat("v1", "hello.", 10)));

        assertEquals(7, chunks.getFirst().getPrefilled().getPromptTokens());
        assertEquals("ok", text(chunks));
        assertEquals(
                "ok",
                chunks.stream()
                        .flatMap(chunk -> chunk.getTokensList().stream())
                        .map(token -> token.getText().toStringUtf8())
                        .reduce("", String::concat));
        var finished = chunks.getLast().getFinished();
        assertEquals(FinishReason.FINISH_REASON_STOP, finished.getReason());
        assertEquals(2, finished.getCompletionTokens());
        assertEquals(2, finished.getTimings().getPrefillMs());
        Token first = chunks.stream().flatMap(c -> c.getTokensList().stream()).findFirst().get();
        assertEquals(-.5f, first.getLogprob());
        assertEquals(1.5f, first.getEntropy());
    }

    @Test
    void generate_toolsAndPrefix_areReadWithTheMessages() {
        GenerateRequest plain = chat("v1", "hello.", 10);
        int tokens = all(tier.generate(plain)).getFirst().getPrefilled().getPromptTokens();

        List<GenerateChunk> chunks =
                all(tier.generate(plain.toBuilder().addTools("{}").setAnswerPrefix("abc").build()));

        assertEquals(tokens + 5, chunks.getFirst().getPrefilled().getPromptTokens());
        assertTrue(chunks.getLast().hasFinished());
    }

    @Test
    void generate_toolsWithAPlainPrompt_isInvalidArgument() {
        GrpcError error =
                refused(
                        GenerateRequest.newBuilder()
                                .setTier("v1")
                                .setPrompt("hello.")
                                .setMaxTokens(1)
                                .addTools("{}")
                                .build());

        assertEquals("INVALID_ARGUMENT", error.code().name());
    }

    @Test
    void generate_hugeMaxTokens_endsAtTheContext() {
        List<GenerateChunk> chunks = all(tier.generate(chat("v1", "hello", Integer.MAX_VALUE)));

        var finished = chunks.getLast().getFinished();
        assertEquals(FinishReason.FINISH_REASON_LENGTH, finished.getReason());
        assertEquals(512 - 6, finished.getCompletionTokens());
    }

    @Test
    void generate_maxLength_countsThePromptWithoutItsTemplate() {
        GenerateRequest request = chat("v1", "hello", 99).toBuilder().setMaxLength(8).build();

        List<GenerateChunk> chunks = all(tier.generate(request));

        assertEquals("abc", text(chunks));
    }

    @Test
    void generate_maxLengthWithinThePrompt_namesBoth() {
        GrpcError error = refused(chat("v1", "hello", 1).toBuilder().setMaxLength(5).build());

        assertEquals(Code.INVALID_ARGUMENT, error.code());
        assertTrue(error.message().contains("prompt's 5 tokens, got 5"), error.message());
        assertTrue(error.fields().containsKey("max_length"));
    }

    @Test
    void generate_unknownTier_isNotFound() {
        GrpcError error = refused(chat("v9", "hello", 1));

        assertEquals(Code.NOT_FOUND, error.code());
        assertEquals("UNKNOWN_TIER", error.reason());
        assertTrue(error.message().contains("[v1, slow]"), error.message());
    }

    @Test
    void generate_promptOverTheContext_isContextExceeded() {
        GrpcError error = refused(chat("v1", "x".repeat(512), 1));

        assertEquals(Code.OUT_OF_RANGE, error.code());
        assertEquals("CONTEXT_EXCEEDED", error.reason());
        assertEquals("512", error.metadata().get("context_tokens"));
    }

    @Test
    void generate_valueOutOfRange_isInvalidArgument() {
        GenerateRequest request =
                chat("v1", "hello", 1).toBuilder()
                        .setSampling(SamplingParameters.newBuilder().setTemperature(3).setTopP(1))
                        .build();

        GrpcError error = refused(request);

        assertEquals(Code.INVALID_ARGUMENT, error.code());
        assertTrue(error.message().startsWith("temperature"), error.message());
    }

    @Test
    void generate_queueFull_isResourceExhaustedWithRetry() {
        FakeLanguageModel slow = FakeModels.opened("slow");
        slow.pause();
        Iterator<GenerateChunk> first = tier.generate(chat("slow", "a", 5));
        Iterator<GenerateChunk> second = tier.generate(chat("slow", "b", 5));
        assertTrue(first.next().hasPrefilled());
        assertTrue(second.next().hasPrefilled());

        GrpcError error = refused(chat("slow", "c", 5));

        assertEquals(Code.RESOURCE_EXHAUSTED, error.code());
        assertEquals("QUEUE_FULL", error.reason());
        assertTrue(error.retryAfter().orElseThrow().toMillis() >= 200);
        slow.resume();
        all(first);
        all(second);
    }

    @Test
    void generate_cancelled_cancelsTheGeneration() throws Exception {
        FakeLanguageModel model = FakeModels.opened("v1");
        model.pause();
        int before = model.cancelledCount();
        try (Context.CancellableContext caller = Context.current().withCancellation()) {
            caller.call(() -> tier.generate(chat("v1", "hello", 100)).next());
        }

        await(() -> model.cancelledCount() == before + 1);
    }

    @Test
    void generate_deadlinePasses_cancelsTheGeneration() {
        FakeLanguageModel model = FakeModels.opened("v1");
        model.pause();
        int before = model.cancelledCount();

        GrpcError error =
                GrpcError.from(
                        assertThrows(
                                StatusRuntimeException.class,
                                () ->
                                        all(
                                                tier.withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                                                        .generate(chat("v1", "hello", 100)))));

        assertEquals(Code.DEADLINE_EXCEEDED, error.code());
        await(() -> model.cancelledCount() == before + 1);
    }

    @Test
    void generate_twentyAtOnce_allComplete() {
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> answers =
                    IntStream.range(0, 20)
                            .mapToObj(i ->
                                    CompletableFuture.supplyAsync(
                                            () -> text(all(tier.generate(chat("v1", "q" + i, 26)))),
                                            workers))
                            .toList();

            answers.forEach(answer -> assertEquals("abcdefghijklmnopqrstuvwxyz", answer.join()));
        }
    }

    @Test
    void score_answerText_givesEachToken() {
        ScoreResponse scored =
                tier.score(
                        ScoreRequest.newBuilder()
                                .setTier("v1")
                                .setPrompt("2+2=")
                                .setAnswer("4!")
                                .build());

        assertEquals(4, scored.getPromptTokens());
        assertEquals(List.of(52, 33), scored.getTokensList().stream().map(Token::getId).toList());
    }

    @Test
    void score_answerTwice_isInvalidArgument() {
        ScoreRequest request =
                ScoreRequest.newBuilder()
                        .setTier("v1")
                        .setPrompt("2+2=")
                        .setAnswer("4")
                        .addAnswerIds(1)
                        .build();

        GrpcError error =
                GrpcError.from(
                        assertThrows(StatusRuntimeException.class, () -> tier.score(request)));

        assertEquals(Code.INVALID_ARGUMENT, error.code());
    }

    @Test
    void describe_loadedModels_givesHashesAndLoad() {
        DescribeResponse all = tier.describe(DescribeRequest.getDefaultInstance());

        assertEquals("public", all.getZone());
        var v1 = all.getModels(0);
        assertEquals("v1", v1.getTier());
        assertEquals("ready", v1.getState());
        assertEquals("tokenizer-sha", v1.getTokenizerSha256());
        assertEquals(512, v1.getContextTokens());
        assertEquals(100, v1.getLoad().getQueueCapacity());
    }

    @Test
    void health_allLoaded_isServingForEachTier() {
        var health = HealthGrpc.newBlockingStub(channel);

        for (String name : List.of("", "strata.tier.v1.Tier", "v1", "slow")) {
            assertEquals(
                    ServingStatus.SERVING,
                    health.check(HealthCheckRequest.newBuilder().setService(name).build())
                            .getStatus());
        }
        assertTrue(get("/q/health/ready").contains("\"v1\": \"ready\""), get("/q/health/ready"));
    }

    @Test
    void metrics_afterAnAnswer_countIt() {
        all(tier.generate(chat("v1", "hello.", 10)));

        String metrics = get("/q/metrics");

        for (String name :
                List.of(
                        "strata_tier_queued{tier=\"v1\"}",
                        "strata_tier_kv_budget_bytes{tier=\"v1\"}",
                        "strata_tier_running{tier=\"v1\"}",
                        "strata_tier_kv_bytes{tier=\"v1\"}",
                        "strata_tier_kv_budget_bytes{tier=\"v1\"}",
                        "strata_tier_prefix_bytes{tier=\"v1\"}",
                        "strata_tier_prefix_searched_tokens_total{tier=\"v1\"}",
                        "strata_tier_prefix_found_tokens_total{tier=\"v1\"}",
                        "strata_tier_guessed_tokens_total{tier=\"v1\"}",
                        "strata_tier_guessed_right_tokens_total{tier=\"v1\"}",
                        "strata_tier_tokens_total{kind=\"cached\",tier=\"v1\"}",
                        "strata_tier_ready{tier=\"v1\"} 1.0",
                        "strata_tier_requests_total{outcome=\"ok\",tier=\"v1\"}",
                        "strata_tier_tokens_total{kind=\"prompt\",tier=\"v1\"}",
                        "strata_tier_tokens_total{kind=\"completion\",tier=\"v1\"}",
                        "strata_tier_time_per_output_token_seconds_bucket{tier=\"v1\"",
                        "strata_tier_time_to_first_token_seconds_bucket{tier=\"v1\"")) {
            assertTrue(metrics.contains(name), () -> name + " is missing in\n" + metrics);
        }
    }

    private GrpcError refused(GenerateRequest request) {
        return GrpcError.from(
                assertThrows(StatusRuntimeException.class, () -> all(tier.generate(request))));
    }

    private static GenerateRequest chat(String tier, String content, int maxTokens) {
        return GenerateRequest.newBuilder()
                .setTier(tier)
                .addMessages(Turn.newBuilder().setRole("user").setContent(content))
                .setMaxTokens(maxTokens)
                .build();
    }

    private static List<GenerateChunk> all(Iterator<GenerateChunk> chunks) {
        List<GenerateChunk> all = new ArrayList<>();
        chunks.forEachRemaining(all::add);
        return all;
    }

    private static String text(List<GenerateChunk> chunks) {
        return chunks.stream().map(GenerateChunk::getText).reduce("", String::concat);
    }

    private String get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + http.getPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier holds) {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "waited too long");
            Thread.onSpinWait();
        }
    }
}
