package dev.strata.router.planted;

import dev.strata.router.privacy.DetectorKind;
import java.util.Locale;

/** How a planted value is written. */
public enum Disguise {
    PLAIN,
    FULL_WIDTH,
    OTHER_DIGITS,
    ZERO_WIDTH,
    SEPARATORS,
    JSON,
    JSON_ESCAPED,
    CODE,
    URL,
    URL_WHOLLY_ESCAPED,
    BASE64,
    BASE64_OF_JSON,
    SPLIT,
    SPLIT_IN_THREE,
    SPLIT_ROUND_AN_ANSWER,
    SPLIT_WITH_WORDS,
    LONG_TEXT;

    /** False for what is no longer itself when other words stand within it. */
    boolean fits(DetectorKind kind) {
        return this != SPLIT_WITH_WORDS || kind != DetectorKind.WORDS;
    }

    /** As a word of a table. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
