package dev.strata.router;

import java.util.Locale;

/** How sensitive the caller says the content is. It can only raise what the router finds. */
public enum Sensitivity {
    UNSPECIFIED,
    PUBLIC,
    PRIVATE;

    /** Reads a caller's word: empty is unspecified; a word that is not known is private. */
    public static Sensitivity of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "", "unspecified" -> UNSPECIFIED;
            case "public" -> PUBLIC;
            default -> PRIVATE;
        };
    }
}
