package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.decode.RawDistribution;
import dev.strata.engine.prefix.PrefixKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Something to compute on one model.
 *
 * <p>All methods but {@link #cancelled} run on the engine thread.
 */
interface Job {

    Sequence sequence();

    /** Most tokens that the sequence can come to hold: the request's own upper bound. */
    int mostTokens();

    /** Who asks; callers are served by turns. */
    String caller();

    /** Larger runs earlier. */
    int priority();

    Optional<Instant> deadline();

    boolean cancelled();

    /** Under what its tokens may be cached, and found; empty where they must not be. */
    Optional<PrefixKey> prefixKey();

    /** What is guessed of its tokens; empty where nothing can be. */
    Optional<Drafting> drafting();

    /** The job has its KV memory; comes again after it was set back. */
    void admitted();

    /**
     * The first {@code tokens} tokens were found in the prefix cache; comes with each admission.
     */
    void found(int tokens);

    /**
     * Takes the logits of a position.
     *
     * @return false where the positions after it are worth nothing: the job ended, or its guess was
     *     wrong
     */
    boolean row(int position, float[] logits, RawDistribution raw);

    /** True once nothing is left to compute. */
    boolean done();

    /** Ends the job because its owner, or the model's, wants no more. */
    void endCancelled();

    void fail(EngineError code, String text);
}
