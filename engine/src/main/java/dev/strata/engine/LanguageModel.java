package dev.strata.engine;

import dev.strata.engine.text.ChatTemplate;
import dev.strata.engine.text.Tokenizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One loaded model that generates and scores token sequences.
 *
 * <p>Thread-safe: any thread may submit. One engine thread per process runs the model; consumers
 * never run on it and never block it.
 */
public interface LanguageModel extends AutoCloseable {

    /** What is loaded: names, hashes, sizes. */
    ModelInfo info();

    /** How busy the model is now. */
    EngineLoad load();

    /** What the model has done since it was loaded. */
    default EngineTotals totals() {
        return EngineTotals.NONE;
    }

    /** False once the model answers no more: it is closed, or the engine's thread broke. */
    default boolean serves() {
        return true;
    }

    /** The LoRA adapters beside the model. */
    default Adapters adapters() {
        return Adapters.NONE;
    }

    /** The model's own tokenizer. */
    Tokenizer tokenizer();

    /** The model's own chat template. */
    ChatTemplate template();

    /**
     * Queues a generation and returns at once.
     *
     * <p>{@code consumer} receives {@link GenerationEvent.Admitted}, {@link
     * GenerationEvent.Prefilled}, any number of {@link GenerationEvent.Token}, and exactly one of
     * {@link GenerationEvent.Finished} or {@link GenerationEvent.Failed}, in that order, one at a
     * time, on a thread of its own.
     *
     * @throws EngineException with {@link EngineError#QUEUE_FULL}, {@link
     *     EngineError#CONTEXT_EXCEEDED}, {@link EngineError#INVALID_REQUEST}, {@link
     *     EngineError#UNKNOWN_ADAPTER} or {@link EngineError#CLOSED}; nothing was queued then
     */
    Generation submit(GenerationRequest request, Consumer<GenerationEvent> consumer);

    /**
     * Computes the raw log-probability of each id of {@code answerIds} after {@code promptIds}, on
     * the exact graph, as a queued job.
     *
     * @param promptIds at least one id
     * @param answerIds the ids to score; the result has one entry for each, in order
     */
    CompletableFuture<List<GenerationEvent.Token>> score(
            TokenIds promptIds, TokenIds answerIds, int topLogprobs);

    /** Cancels what runs, frees native memory, and returns when both are done. Idempotent. */
    @Override
    void close();
}
