package dev.strata.engine.gguf;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;

/** The error for a model file that cannot be used, in the one wording of the house. */
public final class BadModel {

    private BadModel() {}

    /**
     * A {@link EngineError#BAD_MODEL} that reads {@code <subject> <wrong>: expected <expected>, got
     * <got>; <advice>}.
     */
    public static EngineException of(
            String subject, String wrong, Object expected, Object got, String advice) {
        return new EngineException(
                EngineError.BAD_MODEL,
                "%s %s: expected %s, got %s; %s".formatted(subject, wrong, expected, got, advice));
    }
}
