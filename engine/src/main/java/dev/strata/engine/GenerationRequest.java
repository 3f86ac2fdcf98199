package dev.strata.engine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What to generate.
 *
 * @param promptIds at least one id
 * @param draftIds a likely answer to verify; may be empty
 * @param maxTokens tokens of the answer, at least 1
 * @param topLogprobs most likely tokens to report beside each chosen one, 0 to 20
 * @param constraint a JSON schema that the answer must satisfy; it holds unless the answer is cut
 * @param adapter the name of a LoRA adapter that is loaded beside the model
 * @param cacheSalt separates cached prefixes of different tenants
 * @param priority larger runs earlier
 * @param deadline when to give up; the generation then fails with {@link EngineError#DEADLINE}
 */
public record GenerationRequest(
        TokenIds promptIds,
        TokenIds draftIds,
        int maxTokens,
        Sampling sampling,
        Stop stop,
        int topLogprobs,
        Optional<String> constraint,
        Optional<String> adapter,
        String cacheSalt,
        int priority,
        Optional<Instant> deadline) {

    public GenerationRequest {
        requireNonNull(promptIds, "promptIds is null");
        requireNonNull(draftIds, "draftIds is null");
        requireNonNull(sampling, "sampling is null");
        requireNonNull(stop, "stop is null");
        requireNonNull(constraint, "constraint is null");
        requireNonNull(adapter, "adapter is null");
        requireNonNull(cacheSalt, "cacheSalt is null");
        requireNonNull(deadline, "deadline is null");
        if (promptIds.size() == 0) {
            throw EngineException.invalid(
                    "prompt", "has no tokens", "at least 1", "0", "send some text");
        }
        if (maxTokens < 1) {
            throw EngineException.invalid(
                    "max_tokens", "is too small", "at least 1", maxTokens, "ask for more");
        }
        if (topLogprobs < 0 || topLogprobs > 20) {
            throw EngineException.invalid(
                    "top_logprobs", "is out of range", "0 to 20", topLogprobs, "correct it");
        }
    }

    /** A plain request: no draft, constraint, adapter or deadline, priority 0. */
    public static GenerationRequest of(
            TokenIds promptIds, int maxTokens, Sampling sampling, Stop stop) {
        return new GenerationRequest(
                promptIds,
                TokenIds.empty(),
                maxTokens,
                sampling,
                stop,
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }
}
