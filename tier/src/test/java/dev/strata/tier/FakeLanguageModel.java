package dev.strata.tier;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Timings;
import dev.strata.engine.GenerationEvent.Usage;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.ChatTemplate;
import dev.strata.engine.text.RenderedPrompt;
import dev.strata.engine.text.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Answers with the alphabet, one letter a token, over and over, and never ends by itself but for a
 * prompt that ends in a full stop: that gets {@code ok}. {@link #pause} makes it wait before each
 * token until {@link #step} or {@link #resume}.
 */
public final class FakeLanguageModel implements LanguageModel {
    private static final int EVERYTHING = 1 << 24;

    private final String name;
    private final int contextTokens;
    private final int capacity;
    private final Tokenizer tokenizer = new FakeTokenizer();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile Semaphore tokens = new Semaphore(EVERYTHING);
    private volatile boolean closed;

    public FakeLanguageModel(String name, int contextTokens, int capacity) {
        this.name = name;
        this.contextTokens = contextTokens;
        this.capacity = capacity;
    }

    public void pause() {
        tokens = new Semaphore(0);
    }

    public void step(int count) {
        tokens.release(count);
    }

    public void resume() {
        tokens.release(EVERYTHING);
    }

    /** Generations that were cancelled before their end. */
    public int cancelledCount() {
        return cancelled.get();
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo(
                name,
                "model-sha",
                tokenizer.sha256(),
                "template-sha",
                "fake",
                "exact",
                "cpu",
                contextTokens,
                tokenizer.size(),
                1,
                1 << 20);
    }

    @Override
    public EngineLoad load() {
        return new EngineLoad(running.get(), 0, capacity, 1024L * running.get(), 0, 1 << 20);
    }

    @Override
    public boolean serves() {
        return !closed;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ChatTemplate template() {
        return new ChatTemplate() {
            @Override
            public RenderedPrompt render(List<ChatMessage> messages, List<String> tools) {
                List<RenderedPrompt.Piece> pieces = new ArrayList<>();
                tools.forEach(tool -> pieces.add(new RenderedPrompt.Plain(tool)));
                for (ChatMessage message : messages) {
                    pieces.add(new RenderedPrompt.Control("<start>", FakeTokenizer.START));
                    pieces.add(new RenderedPrompt.Plain(message.content()));
                }
                return new RenderedPrompt(pieces);
            }

            @Override
            public boolean takesTools() {
                return true;
            }

            @Override
            public String sha256() {
                return "template-sha";
            }
        };
    }

    @Override
    public Generation submit(GenerationRequest request, Consumer<GenerationEvent> consumer) {
        if (closed) {
            throw new EngineException(EngineError.CLOSED, "model '%s' is closed".formatted(name));
        }
        if (request.promptIds().size() + 1 > contextTokens) {
            throw new EngineException(EngineError.CONTEXT_EXCEEDED, "prompt is too long");
        }
        if (running.incrementAndGet() > capacity) {
            running.decrementAndGet();
            throw new EngineException(
                    EngineError.QUEUE_FULL, "queue of '%s' is full".formatted(name));
        }
        AtomicBoolean cancel = new AtomicBoolean();
        Thread.ofVirtual().start(() -> run(request, consumer, cancel));
        return () -> cancel.set(true);
    }

    private void run(
            GenerationRequest request, Consumer<GenerationEvent> consumer, AtomicBoolean cancel) {
        int prompt = request.promptIds().size();
        boolean brief = request.promptIds().at(prompt - 1) == '.';
        consumer.accept(new GenerationEvent.Admitted());
        consumer.accept(new GenerationEvent.Prefilled(prompt, 0));
        int limit = Math.min(request.maxTokens(), contextTokens - prompt);
        int made = 0;
        FinishReason reason = FinishReason.LENGTH;
        while (made < limit) {
            if (brief && made == 2) {
                reason = FinishReason.STOP;
                break;
            }
            if (!awaitToken(cancel)) {
                reason = FinishReason.CANCELLED;
                break;
            }
            if (late(request)) {
                running.decrementAndGet();
                consumer.accept(new GenerationEvent.Failed(EngineError.DEADLINE, "too late"));
                return;
            }
            consumer.accept(token(brief ? "ok".charAt(made) : 'a' + made % 26));
            made++;
        }
        running.decrementAndGet();
        if (reason == FinishReason.CANCELLED) {
            cancelled.incrementAndGet();
        }
        consumer.accept(
                new GenerationEvent.Finished(
                        reason, "", new Usage(prompt, 0, made), Drafts.NONE, new Timings(1, 2, 3)));
    }

    private boolean awaitToken(AtomicBoolean cancel) {
        try {
            while (!cancel.get() && !closed) {
                if (tokens.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static boolean late(GenerationRequest request) {
        return request.deadline().filter(Instant.now()::isAfter).isPresent();
    }

    private GenerationEvent.Token token(int id) {
        return new GenerationEvent.Token(
                id, tokenizer.bytes(id), tokenizer.bytes(id).toString(), -.5f, 1.5f, List.of());
    }

    @Override
    public CompletableFuture<List<GenerationEvent.Token>> score(
            TokenIds promptIds, TokenIds answerIds, int topLogprobs) {
        return CompletableFuture.completedFuture(answerIds.stream().mapToObj(this::token).toList());
    }

    @Override
    public void close() {
        closed = true;
    }
}
