package dev.strata.engine.decode;

import dev.strata.engine.Sampling;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens of one request so far, and what they do to the next logits.
 *
 * <p>The repetition penalty looks at prompt and answer; presence and frequency at the answer alone.
 */
final class Penalties {
    private final Sampling sampling;
    private final BitSet seen = new BitSet();
    private final Map<Integer, Integer> answered = new HashMap<>();

    Penalties(Sampling sampling) {
        this.sampling = sampling;
    }

    /** True where logits stay as they are whatever was said. */
    boolean none() {
        return sampling.repetitionPenalty() == 1
                && sampling.presencePenalty() == 0
                && sampling.frequencyPenalty() == 0;
    }

    void prompt(int id) {
        seen.set(id);
    }

    void answer(int id) {
        seen.set(id);
        answered.merge(id, 1, Integer::sum);
    }

    void apply(float[] logits) {
        float factor = (float) sampling.repetitionPenalty();
        if (factor != 1) {
            seen.stream().forEach(id -> logits[id] *= logits[id] > 0 ? 1 / factor : factor);
        }
        answered.forEach((id, count) ->
                logits[id] -=
                        (float) (sampling.presencePenalty() + count * sampling.frequencyPenalty()));
    }
}
