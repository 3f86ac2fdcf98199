package dev.strata.engine;

/** A submitted generation. */
public interface Generation {

    /**
     * Stops the generation at the next step or prefill chunk; its consumer then receives {@link
     * GenerationEvent.Finished} with {@link GenerationEvent.FinishReason#CANCELLED}. Idempotent,
     * returns at once, and does nothing after the end.
     */
    void cancel();
}
