package dev.strata.engine.constraint;

import java.util.Arrays;
import java.util.Set;

/** The token ids that may come next. Immutable. */
public final class TokenMask {
    private final long[] allowed;

    TokenMask(long[] allowed) {
        this.allowed = allowed;
    }

    /** True where {@code id} may come. */
    public boolean allows(int id) {
        return (allowed[id >> 6] & (1L << id)) != 0;
    }

    /** True where no id may come. */
    public boolean isEmpty() {
        return Arrays.stream(allowed).allMatch(word -> word == 0);
    }

    /** True where some id may come that is none of {@code forbidden}. */
    public boolean leavesAnyBut(Set<Integer> forbidden) {
        int left = Arrays.stream(allowed).mapToInt(Long::bitCount).sum();
        int most = allowed.length * Long.SIZE;
        for (int id : forbidden) {
            left -= id >= 0 && id < most && allows(id) ? 1 : 0;
        }
        return left > 0;
    }

    /** Sets the logits of all other ids to minus infinity. */
    public void apply(float[] logits) {
        for (int id = 0; id < logits.length; id++) {
            if (!allows(id)) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
