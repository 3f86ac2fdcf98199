package dev.strata.engine.constraint;

import org.jspecify.annotations.Nullable;

/** Where an answer is: what may still follow. Its transitions are found when they are needed. */
final class State {
    private final Automaton automaton;
    private final Expr rest;
    private final int generation;
    private final @Nullable State[] next = new State[256];

    State(Automaton automaton, Expr rest, int generation) {
        this.automaton = automaton;
        this.rest = rest;
        this.generation = generation;
    }

    /** The state after {@code value} (0 to 255). */
    State after(int value) {
        if (generation != automaton.generation()) {
            return automaton.state(rest).after(value); // what it knew is forgotten
        }
        State known = next[value];
        if (known == null) {
            known = automaton.after(rest, value);
            next[value] = known;
        }
        return known;
    }

    /** True where nothing may follow, and what came so far is not an answer either. */
    boolean dead() {
        return rest instanceof Expr.Never;
    }

    /** True where what came so far is an answer. */
    boolean accepts() {
        return rest.nullable();
    }

    /** True where what came so far is an answer that nothing may follow. */
    boolean complete() {
        return rest instanceof Expr.Empty;
    }
}
