package dev.strata.engine.constraint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A compiled schema for one vocabulary, with the masks found last. One thread at a time; only
 * {@link #begin} may be called by any.
 */
public final class Constraint {
    private static final int MASKS_KEPT = 64;

    private final Automaton automaton;
    private final Vocabulary vocabulary;
    private final Map<State, TokenMask> masks =
            new LinkedHashMap<>(16, .75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<State, TokenMask> eldest) {
                    return size() > MASKS_KEPT;
                }
            };

    Constraint(Automaton automaton, Vocabulary vocabulary) {
        this.automaton = automaton;
        this.vocabulary = vocabulary;
    }

    /** An answer before its first token. */
    public ConstrainedAnswer begin() {
        return new ConstrainedAnswer(this);
    }

    State start() {
        return automaton.start();
    }

    TokenMask mask(State state) {
        TokenMask known = masks.get(state);
        if (known == null) {
            known = vocabulary.mask(state);
            masks.put(state, known);
        }
        return known;
    }
}
