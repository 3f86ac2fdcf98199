package dev.strata.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a tier relies on of a language model; the fake and the engine's both keep it. */
abstract class LanguageModelContract {
    private static final Stop NEVER = new Stop(List.of(), java.util.Set.of(), 0, true);

    abstract LanguageModel model();

    @Test
    void submit_limitedAnswer_reportsInOrderAndEndsAtTheLimit() throws Exception {
        Events events = new Events();

        model().submit(request(prompt(), 5), events.queue::add);

        assertInstanceOf(GenerationEvent.Admitted.class, events.next());
        var prefilled = assertInstanceOf(GenerationEvent.Prefilled.class, events.next());
        assertEquals(prompt().size(), prefilled.promptTokens());
        for (int i = 0; i < 5; i++) {
            var token = assertInstanceOf(GenerationEvent.Token.class, events.next());
            assertTrue(token.logprob() <= 0 && token.entropy() >= 0, token.toString());
            assertEquals(model().tokenizer().bytes(token.id()), token.bytes());
        }
        var finished = assertInstanceOf(GenerationEvent.Finished.class, events.next());
        assertEquals(FinishReason.LENGTH, finished.reason());
        assertEquals(5, finished.usage().completionTokens());
    }

    @Test
    void cancel_runningAnswer_finishesAsCancelled() throws Exception {
        Events events = new Events();
        CountDownLatch cancelled = new CountDownLatch(1);
        Generation generation =
                model().submit(
                                request(prompt(), model().info().contextTokens() / 2),
                                event -> events.addAfter(cancelled, event));

        generation.cancel();
        generation.cancel();
        cancelled.countDown();

        GenerationEvent last = events.next();
        while (!(last instanceof GenerationEvent.Finished)) {
            last = events.next();
        }
        assertEquals(FinishReason.CANCELLED, ((GenerationEvent.Finished) last).reason());
    }

    @Test
    void submit_deadlinePassed_fails() throws Exception {
        Events events = new Events();
        GenerationRequest late =
                new GenerationRequest(
                        prompt(),
                        TokenIds.empty(),
                        50,
                        Sampling.greedy(),
                        NEVER,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        0,
                        Optional.of(Instant.now().minusSeconds(1)));

        try {
            model().submit(late, events.queue::add);
        } catch (EngineException e) {
            assertEquals(EngineError.DEADLINE, e.code());
            return;
        }

        GenerationEvent last = events.next();
        while (!(last instanceof GenerationEvent.Failed)) {
            last = events.next();
        }
        assertEquals(EngineError.DEADLINE, ((GenerationEvent.Failed) last).code());
    }

    @Test
    void submit_promptOverTheContext_isRefused() {
        int[] ids = IntStream.generate(() -> 65).limit(model().info().contextTokens()).toArray();

        var thrown =
                assertThrows(
                        EngineException.class,
                        () -> model().submit(request(TokenIds.of(ids), 1), _ -> {}));

        assertEquals(EngineError.CONTEXT_EXCEEDED, thrown.code());
    }

    @Test
    void score_answer_givesOneTokenForEachId() throws Exception {
        TokenIds answer = model().tokenizer().encode("yes");

        List<GenerationEvent.Token> scored =
                model().score(prompt(), answer, 0).get(30, TimeUnit.SECONDS);

        assertEquals(
                answer.stream().boxed().toList(),
                scored.stream().map(GenerationEvent.Token::id).toList());
    }

    private TokenIds prompt() {
        return model().tokenizer()
                .encode(model().template().render(List.of(new ChatMessage("user", "hello"))));
    }

    private static GenerationRequest request(TokenIds prompt, int maxTokens) {
        return GenerationRequest.of(prompt, maxTokens, Sampling.greedy(), NEVER);
    }

    private static final class Events {
        private final BlockingQueue<GenerationEvent> queue = new LinkedBlockingQueue<>();

        void addAfter(CountDownLatch latch, GenerationEvent event) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            queue.add(event);
        }

        GenerationEvent next() throws InterruptedException {
            GenerationEvent event = queue.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event in 30 s");
            }
            return event;
        }
    }
}
