package dev.strata.engine.decode;

import dev.strata.engine.Sampling;
import dev.strata.engine.TokenIds;
import dev.strata.engine.constraint.TokenMask;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the tokens of one answer.
 *
 * <p>The choice at a position depends on the request, the tokens so far and the logits alone: never
 * on what else runs. One thread at a time.
 */
public final class Sampler {
    private final Sampling sampling;
    private final Penalties penalties;
    private final Candidates candidates = new Candidates();
    private float[] adjusted = new float[0];

    public Sampler(Sampling sampling, TokenIds prompt) {
        this.sampling = sampling;
        this.penalties = new Penalties(sampling);
        if (!penalties.none()) {
            prompt.stream().forEach(penalties::prompt);
        }
    }

    /**
     * Chooses the id at {@code position}.
     *
     * @param position of the answer, 0-based
     * @param logits raw; left as they are
     * @param raw has read {@code logits}
     * @param forbidden ids that must not be chosen
     * @param mask the only ids that may be chosen; empty for all
     */
    public int choose(
            int position,
            float[] logits,
            RawDistribution raw,
            Set<Integer> forbidden,
            Optional<TokenMask> mask) {
        boolean unchanged =
                forbidden.isEmpty() && sampling.logitBias().isEmpty() && penalties.none();
        if (unchanged && sampling.temperature() == 0) {
            int best = raw.mostLikely();
            if (mask.isEmpty() || mask.get().allows(best)) {
                return best;
            }
        }
        float[] row = unchanged && mask.isEmpty() ? logits : adjust(logits, forbidden, mask);
        return sampling.temperature() == 0
                ? mostLikely(row)
                : candidates.draw(row, sampling, PositionRandom.uniform(sampling.seed(), position));
    }

    /** Notes that {@code id} became part of the answer. */
    public void accept(int id) {
        if (!penalties.none()) {
            penalties.answer(id);
        }
    }

    private float[] adjust(float[] logits, Set<Integer> forbidden, Optional<TokenMask> mask) {
        if (adjusted.length != logits.length) {
            adjusted = new float[logits.length];
        }
        System.arraycopy(logits, 0, adjusted, 0, logits.length);
        sampling.logitBias().forEach((id, bias) -> adjusted[id] += bias);
        if (!penalties.none()) {
            penalties.apply(adjusted);
        }
        forbidden.forEach(id -> adjusted[id] = Float.NEGATIVE_INFINITY);
        mask.ifPresent(allowed -> allowed.apply(adjusted));
        return adjusted;
    }

    private static int mostLikely(float[] row) {
        int best = 0;
        for (int id = 1; id < row.length; id++) {
            if (row[id] > row[best]) {
                best = id;
            }
        }
        return best;
    }
}
