package dev.strata.engine;

import org.jspecify.annotations.Nullable;

/** The one exception of the engine, with its code. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final EngineError code;
    private final String message;

    public EngineException(EngineError code, String message) {
        this(code, message, null);
    }

    public EngineException(EngineError code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.message = message;
    }

    /** What is wrong and what to do, in one sentence; never null. */
    @Override
    public String getMessage() {
        return message;
    }

    /** What went wrong. */
    public EngineError code() {
        return code;
    }

    static EngineException invalid(
            String subject, String wrong, String expected, Object got, String advice) {
        return new EngineException(
                EngineError.INVALID_REQUEST,
                "%s %s: expected %s, got %s; %s".formatted(subject, wrong, expected, got, advice));
    }
}
