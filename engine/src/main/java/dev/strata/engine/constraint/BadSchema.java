package dev.strata.engine.constraint;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;

/** Makes the error for a schema that cannot be compiled. */
final class BadSchema {
    private BadSchema() {}

    /**
     * @param at JSON pointer into the schema, e.g. {@code #/properties/name}
     */
    static EngineException of(String at, String wrong, String expected, String got, String advice) {
        return new EngineException(
                EngineError.INVALID_REQUEST,
                "response schema at '%s' %s: expected %s, got %s; %s"
                        .formatted(at, wrong, expected, got, advice));
    }
}
