package dev.strata.engine.constraint;

import dev.strata.engine.TokenBytes;
import org.jspecify.annotations.Nullable;

/**
 * How far one answer has come in its constraint. Made by any thread, asked by one, the
 * constraint's.
 */
public final class ConstrainedAnswer {
    private final Constraint constraint;
    private @Nullable State state;

    ConstrainedAnswer(Constraint constraint) {
        this.constraint = constraint;
    }

    /** What may come next; the model's end tokens where what came is a whole answer. */
    public TokenMask mask() {
        return constraint.mask(state());
    }

    /** Notes that {@code token}, which the mask allowed, came. */
    public void accept(TokenBytes token) {
        state = Vocabulary.after(state(), token.toArray());
    }

    /** True where what came is a whole answer that nothing can follow. */
    public boolean complete() {
        return state().complete();
    }

    /** The start is looked up here and not where this is made: other answers walk there now. */
    private State state() {
        State known = state;
        if (known == null) {
            known = constraint.start();
            state = known;
        }
        return known;
    }
}
