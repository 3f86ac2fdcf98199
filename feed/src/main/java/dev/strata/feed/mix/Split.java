package dev.strata.feed.mix;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a row is used for. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST,
    /**
     * In no file: it touched an evaluation set, and what is nearly the same must not be learned.
     */
    EVALUATION;

    /** As in files and rows: {@code train}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
