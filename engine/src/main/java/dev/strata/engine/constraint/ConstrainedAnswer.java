package dev.strata.engine.constraint;

import dev.strata.engine.TokenBytes;

/** How far one answer has come in its constraint. One thread at a time, the constraint's. */
public final class ConstrainedAnswer {
    private final Constraint constraint;
    private State state;

    ConstrainedAnswer(Constraint constraint, State state) {
        this.constraint = constraint;
        this.state = state;
    }

    /** What may come next; the model's end tokens where what came is a whole answer. */
    public TokenMask mask() {
        return constraint.mask(state);
    }

    /** Notes that {@code token}, which the mask allowed, came. */
    public void accept(TokenBytes token) {
        state = Vocabulary.after(state, token.toArray());
    }

    /** True where what came is a whole answer that nothing can follow. */
    public boolean complete() {
        return state.complete();
    }
}
