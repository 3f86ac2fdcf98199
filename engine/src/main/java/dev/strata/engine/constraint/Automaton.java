package dev.strata.engine.constraint;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The byte automaton of a language, built as answers walk through it.
 *
 * <p>Bounded: past its limits it forgets what it found and finds it again, so that deep nesting
 * costs time and not memory. One thread at a time.
 */
final class Automaton {
    /** About 1 KB each. */
    private static final int MOST_STATES = 10_000;

    private static final int MOST_EXPRESSIONS = 100_000;

    private final Language language;
    private final Expr whole;
    private final Map<Expr, State> states = new IdentityHashMap<>();
    private int generation;

    Automaton(Language language, Expr whole) {
        this.language = language;
        this.whole = whole;
    }

    /** Before the first byte. */
    State start() {
        return state(whole);
    }

    /** Grows when what states knew is forgotten. */
    int generation() {
        return generation;
    }

    State after(Expr rest, int value) {
        return state(language.after(rest, value));
    }

    State state(Expr rest) {
        if (states.size() >= MOST_STATES || language.size() >= MOST_EXPRESSIONS) {
            states.clear();
            language.forget();
            generation++;
        }
        return states.computeIfAbsent(rest, _ -> new State(this, rest, generation));
    }
}
