package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final int CONTEXT = 512;
    private static final TokenIds PROMPT = TokenIds.of(10, 20, 30, 40, 50);
    private static final Stop NEVER = new Stop(List.of(), Set.of(), 0, true);

    @TempDir static Path folder;
    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void start() {
        engine = Engine.start(EngineConfig.under(folder));
        model = open("tiny", TinySpec.standard(), 8, 8);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void submit_ofAGreedyRequest_tellsItsStoryInOrder() {
        Answer answer = Answer.of(model, greedy(PROMPT, 10));

        assertEquals(10, answer.tokens().size());
        assertInstanceOf(GenerationEvent.Admitted.class, answer.events().get(0));
        assertEquals(new GenerationEvent.Prefilled(5, 0), answer.events().get(1));
        assertEquals(FinishReason.LENGTH, answer.finished().reason());
        assertEquals(new GenerationEvent.Usage(5, 0, 10), answer.finished().usage());
        assertTrue(answer.finished().timings().decodeMillis() > 0);
    }

    @Test
    void submit_ofSeveralAtOnce_answersAsAlone() {
        List<GenerationRequest> requests =
                IntStream.range(0, 6).mapToObj(i -> greedy(prompt(5 + 60 * i, i), 24)).toList();
        List<TokenIds> alone =
                requests.stream().map(request -> Answer.of(model, request).ids()).toList();

        List<Answer> together =
                requests.stream().map(request -> Answer.of(model, request)).toList();

        for (int i = 0; i < alone.size(); i++) {
            assertSameAnswer(alone.get(i), together.get(i));
        }
    }

    @Test
    void submit_ofAPromptOfSeveralChunks_equalsScoringIt() throws Exception {
        Answer answer = Answer.of(model, greedy(prompt(400, 3), 40));

        List<Token> scored = model.score(prompt(400, 3), answer.ids(), 0).get(60, TimeUnit.SECONDS);

        for (int i = 0; i < scored.size(); i++) {
            assertEquals(answer.tokens().get(i).logprob(), scored.get(i).logprob(), .05);
            assertEquals(answer.tokens().get(i).entropy(), scored.get(i).entropy(), .1);
            assertEquals(answer.tokens().get(i).id(), scored.get(i).id());
        }
        assertEquals(40, scored.size());
    }

    @Test
    void submit_withEqualSeeds_givesEqualAnswers() {
        TokenIds first = Answer.of(model, sampled(7)).ids();

        assertEquals(first, Answer.of(model, sampled(7)).ids());
        assertNotEquals(first, Answer.of(model, sampled(8)).ids());
    }

    @Test
    void submit_withTopLogprobs_reportsThemMostLikelyFirst() {
        Answer answer = Answer.of(model, withTop(greedy(PROMPT, 5), 20));

        for (Token token : answer.tokens()) {
            assertEquals(20, token.top().size());
            assertEquals(token.id(), token.top().getFirst().id());
            assertEquals(token.logprob(), token.top().getFirst().logprob());
            assertTrue(token.logprob() >= token.top().getLast().logprob());
            assertTrue(token.entropy() >= 0);
        }
    }

    @Test
    void submit_withAStopString_endsBeforeIt() {
        String whole = Answer.of(model, greedy(PROMPT, 30)).text();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);

        Answer answer = Answer.of(model, stopping(30, new Stop(List.of(stop), Set.of(), 0, true)));

        assertEquals(whole.substring(0, whole.indexOf(stop)), answer.text());
        assertEquals(FinishReason.STOP, answer.finished().reason());
    }

    @Test
    void submit_withAStopId_endsBeforeItButNotTooEarly() {
        TokenIds whole = Answer.of(model, greedy(PROMPT, 12)).ids();
        int id = whole.at(6);
        int first = whole.stream().boxed().toList().indexOf(id);

        Answer answer = Answer.of(model, stopping(12, new Stop(List.of(), Set.of(id), 0, true)));
        Answer longer = Answer.of(model, stopping(12, new Stop(List.of(), Set.of(id), 12, true)));

        assertEquals(whole.slice(0, first), answer.ids());
        assertEquals(FinishReason.STOP, answer.finished().reason());
        assertEquals(12, longer.tokens().size());
    }

    @Test
    void submit_withARightDraft_acceptsItAll() {
        TokenIds whole = Answer.of(model, greedy(PROMPT, 80)).ids();

        Answer drafted = Answer.of(model, withDraft(greedy(PROMPT, 80), whole.slice(0, 60)));

        assertSameAnswer(whole, drafted);
        assertEquals(60, drafted.finished().drafts().accepted(), 20);
    }

    @Test
    void submit_withAWrongDraft_answersTheSame() {
        TokenIds whole = Answer.of(model, greedy(PROMPT, 40)).ids();
        TokenIds wrong = whole.slice(0, 7).concat(TokenIds.of(1, 2, 3)).concat(whole.slice(7, 20));

        Answer drafted = Answer.of(model, withDraft(greedy(PROMPT, 40), wrong));

        assertSameAnswer(whole, drafted);
        assertTrue(drafted.finished().drafts().accepted() <= 7);
    }

    @Test
    void submit_toTheContextsEnd_endsWithLength() {
        Answer answer = Answer.of(model, greedy(prompt(CONTEXT - 4, 1), 100));

        assertEquals(4, answer.tokens().size());
        assertEquals(FinishReason.LENGTH, answer.finished().reason());
    }

    @Test
    void submit_ofTooLongAPrompt_isRefused() {
        assertRefused(
                EngineError.CONTEXT_EXCEEDED,
                "expected at most 512 tokens",
                greedy(prompt(CONTEXT, 1), 1));
    }

    @Test
    void submit_ofAnUnknownId_isRefused() {
        assertRefused(
                EngineError.INVALID_REQUEST, "got 99999999", greedy(TokenIds.of(99999999), 1));
    }

    @Test
    void submit_withAnAdapterThatIsNotLoaded_isRefused() {
        GenerationRequest plain = greedy(PROMPT, 1);
        assertRefused(
                EngineError.UNKNOWN_ADAPTER,
                "adapter 'a' is not loaded on model 'tiny'",
                with(plain, Optional.empty(), Optional.of("a"), Optional.empty()));
    }

    @Test
    void cancel_whileItAnswers_endsItAndFreesItsMemory() throws Exception {
        Answer answer = new Answer();
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Generation generation =
                model.submit(
                        greedy(PROMPT, 500),
                        event -> {
                            answer.accept(event);
                            if (event instanceof Token) {
                                await(mayGoOn);
                            }
                        });
        answer.awaitFirstToken();

        generation.cancel();
        generation.cancel();
        mayGoOn.countDown();

        assertEquals(FinishReason.CANCELLED, answer.finished().reason());
        awaitIdle(model);
    }

    @Test
    void submit_withAPassedDeadline_fails() {
        Answer answer =
                Answer.of(
                        model,
                        with(
                                greedy(PROMPT, 500),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.now().minusSeconds(1))));

        answer.awaitEnd();

        var failed = assertInstanceOf(GenerationEvent.Failed.class, answer.events().getLast());
        assertEquals(EngineError.DEADLINE, failed.code());
    }

    @Test
    void submit_withAConsumerThatThrows_cancelsAndServesOn() throws Exception {
        Generation _ =
                model.submit(
                        greedy(PROMPT, 500),
                        event -> {
                            throw new IllegalStateException("consumer of the test");
                        });

        awaitIdle(model);
        assertEquals(3, Answer.of(model, greedy(PROMPT, 3)).tokens().size());
    }

    @Test
    void submit_whileTheQueueIsFull_isRefusedAndTheRestServed() throws Exception {
        try (LanguageModel narrow = open("narrow", TinySpec.standard(), 1, 2)) {
            List<Answer> answers = new ArrayList<>();
            EngineException refused = null;
            for (int i = 0; i < 200 && refused == null; i++) {
                try {
                    answers.add(Answer.of(narrow, greedy(PROMPT, 60)));
                } catch (EngineException e) {
                    refused = e;
                }
            }

            assertEquals(EngineError.QUEUE_FULL, refused.code());
            assertTrue(refused.getMessage().contains("fewer than 2 waiting"));
            answers.forEach(answer -> assertEquals(60, answer.tokens().size()));
        }
    }

    @Test
    void submit_ofMoreThanTheBudgetHolds_setsBackAndAnswersTheSame() throws Exception {
        TinySpec spec = TinySpec.standard();
        TokenIds alone = Answer.of(model, greedy(prompt(60, 2), 200)).ids();
        long perPage = 2L * 2 * 2 * 4096; // 64 tokens of a head of 16
        try (LanguageModel tight = engine.open(config("tight", spec, 4, 8, 6 * perPage), _ -> {})) {
            List<Answer> answers =
                    IntStream.range(0, 3)
                            .mapToObj(_ -> Answer.of(tight, greedy(prompt(60, 2), 200)))
                            .toList();

            answers.forEach(answer -> assertSameAnswer(alone, answer));
            awaitIdle(tight);
        }
    }

    @Test
    void open_ofTwoModels_servesBothByTurns() throws Exception {
        try (LanguageModel other = open("other", TinySpec.standard().withSeed(9), 4, 8)) {
            TokenIds mine = Answer.of(model, greedy(PROMPT, 30)).ids();
            TokenIds others = Answer.of(other, greedy(PROMPT, 30)).ids();

            Answer a = Answer.of(model, greedy(PROMPT, 30));
            Answer b = Answer.of(other, greedy(PROMPT, 30));

            assertEquals(mine, a.ids());
            assertEquals(others, b.ids());
            assertNotEquals(mine, others);
        }
    }

    @Test
    void close_whileItAnswers_endsTheAnswerAndRefusesMore() {
        LanguageModel other = open("closing", TinySpec.standard(), 4, 8);
        Answer answer = Answer.of(other, greedy(PROMPT, 500)).awaitFirstToken();

        assertTrue(other.serves());
        other.close();
        other.close();
        assertFalse(other.serves());

        assertTrue(
                Set.of(FinishReason.CANCELLED, FinishReason.LENGTH)
                        .contains(answer.finished().reason()));
        var error = assertThrows(EngineException.class, () -> Answer.of(other, greedy(PROMPT, 1)));
        assertEquals(EngineError.CLOSED, error.code());
    }

    @Test
    void open_withALongerContextThanTheModels_isRefused() {
        TinyModel.write(folder.resolve("long.gguf"), TinySpec.standard());
        ModelConfig config =
                new ModelConfig(
                        "long",
                        folder.resolve("long.gguf"),
                        folder,
                        1,
                        CONTEXT + 1,
                        1,
                        1,
                        1 << 20,
                        Device.CPU);

        var error = assertThrows(EngineException.class, () -> engine.open(config, _ -> {}));

        assertEquals(EngineError.INVALID_REQUEST, error.code());
        assertTrue(error.getMessage().contains("got 513"), error.getMessage());
    }

    @Test
    void score_ofNothing_isEmptyAndOfAnEmptyPromptRefused() throws Exception {
        assertEquals(List.of(), model.score(PROMPT, TokenIds.empty(), 0).get());
        assertThrows(EngineException.class, () -> model.score(TokenIds.empty(), PROMPT, 0));
    }

    @Test
    void score_ofALongAnswer_reportsEveryToken() throws Exception {
        List<Token> scored = model.score(PROMPT, prompt(300, 4), 2).get(60, TimeUnit.SECONDS);

        assertEquals(
                prompt(300, 4).stream().boxed().toList(), scored.stream().map(Token::id).toList());
        assertTrue(scored.stream().allMatch(token -> token.logprob() <= 0));
        assertTrue(scored.stream().allMatch(token -> token.top().size() == 2));
    }

    @Test
    void info_ofATinyModel_saysWhatItIs() {
        assertEquals(CONTEXT, model.info().contextTokens());
        assertEquals("llama", model.info().architecture());
        assertEquals("cpu", model.info().device());
        assertFalse(model.info().sha256().isEmpty());
    }

    /** Equal ids; or, where they first differ, two tokens that are all but equally likely. */
    private static void assertSameAnswer(TokenIds expected, Answer got) {
        TokenIds ids = got.ids();
        assertEquals(expected.size(), ids.size());
        for (int i = 0; i < ids.size(); i++) {
            if (expected.at(i) != ids.at(i)) {
                List<GenerationEvent.Top> top = got.tokens().get(i).top();
                float margin = top.get(0).logprob() - top.get(1).logprob();
                assertTrue(margin < .02, "differs at %d by %f".formatted(i, margin));
                return;
            }
        }
    }

    private static void assertRefused(EngineError code, String part, GenerationRequest request) {
        var error = assertThrows(EngineException.class, () -> Answer.of(model, request));
        assertEquals(code, error.code());
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    private static void awaitIdle(LanguageModel model) throws InterruptedException {
        Instant until = Instant.now().plus(Duration.ofSeconds(60));
        while (model.load().running() + model.load().queued() > 0 || model.load().kvBytes() > 0) {
            assertTrue(Instant.now().isBefore(until), () -> "still busy: " + model.load());
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static LanguageModel open(String name, TinySpec spec, int running, int queue) {
        return engine.open(config(name, spec, running, queue, 64 << 20), _ -> {});
    }

    private static ModelConfig config(
            String name, TinySpec spec, int running, int queue, long kvBudget) {
        Path gguf = folder.resolve(name + ".gguf");
        TinyModel.write(gguf, spec);
        return new ModelConfig(name, gguf, folder, 1, 0, queue, running, kvBudget, Device.CPU);
    }

    private static TokenIds prompt(int tokens, int seed) {
        return TokenIds.of(
                IntStream.range(0, tokens).map(i -> (i * 31 + seed * 17) % 250).toArray());
    }

    private static GenerationRequest greedy(TokenIds prompt, int tokens) {
        return withTop(GenerationRequest.of(prompt, tokens, Sampling.greedy(), NEVER), 2);
    }

    private static GenerationRequest sampled(long seed) {
        return GenerationRequest.of(
                PROMPT, 40, new Sampling(1.5, 0, .99, 0, 1, 0, 0, Map.of(), seed), NEVER);
    }

    private static GenerationRequest stopping(int tokens, Stop stop) {
        return GenerationRequest.of(PROMPT, tokens, Sampling.greedy(), stop);
    }

    private static GenerationRequest withTop(GenerationRequest r, int top) {
        return new GenerationRequest(
                r.promptIds(),
                r.draftIds(),
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                top,
                r.constraint(),
                r.adapter(),
                r.cacheSalt(),
                r.priority(),
                r.deadline());
    }

    private static GenerationRequest withDraft(GenerationRequest r, TokenIds draft) {
        return new GenerationRequest(
                r.promptIds(),
                draft,
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                r.topLogprobs(),
                r.constraint(),
                r.adapter(),
                r.cacheSalt(),
                r.priority(),
                r.deadline());
    }

    private static GenerationRequest with(
            GenerationRequest r,
            Optional<String> constraint,
            Optional<String> adapter,
            Optional<Instant> deadline) {
        return new GenerationRequest(
                r.promptIds(),
                r.draftIds(),
                r.maxTokens(),
                r.sampling(),
                r.stop(),
                r.topLogprobs(),
                constraint,
                adapter,
                r.cacheSalt(),
                r.priority(),
                deadline);
    }
}
