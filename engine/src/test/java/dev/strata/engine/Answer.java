package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationEvent.Token;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The events of one generation, collected. */
final class Answer implements Consumer<GenerationEvent> {
    private static final int SECONDS = 60;

    private final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstToken = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    static Answer of(LanguageModel model, GenerationRequest request) {
        Answer answer = new Answer();
        Generation _ = model.submit(request, answer);
        return answer;
    }

    @Override
    public void accept(GenerationEvent event) {
        events.add(event);
        if (event instanceof Token) {
            firstToken.countDown();
        }
        if (event instanceof Finished || event instanceof GenerationEvent.Failed) {
            end.countDown();
        }
    }

    Answer awaitFirstToken() {
        return await(firstToken);
    }

    Answer awaitEnd() {
        return await(end);
    }

    private Answer await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), () -> "too slow: " + events);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    List<GenerationEvent> events() {
        return events;
    }

    List<Token> tokens() {
        awaitEnd();
        return events.stream().filter(Token.class::isInstance).map(Token.class::cast).toList();
    }

    TokenIds ids() {
        return TokenIds.of(tokens().stream().mapToInt(Token::id).toArray());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        tokens().forEach(token -> text.append(token.text()));
        return text.append(finished().tail()).toString();
    }

    Finished finished() {
        awaitEnd();
        if (events.getLast() instanceof Finished finished) {
            return finished;
        }
        throw new AssertionError("did not finish: " + events.getLast());
    }
}
