package dev.strata.feed.build;

import java.util.Locale;

/** The steps from a record to a row, in order. */
public enum Stage {
    DECODE,
    DEDUPLICATE,
    CONSENT,
    PRIVACY,
    ANSWER,
    CONTENT,
    PERSONAL,
    QUALITY,
    EVALUATION,
    NEAR_DUPLICATE,
    MIX;

    /** As in manifests: {@code deduplicate}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
