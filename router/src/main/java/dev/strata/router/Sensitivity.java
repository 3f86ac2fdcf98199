package dev.strata.router;

import java.util.Locale;

/** How sensitive the caller says the content is. It can only raise what the router finds. */
public enum Sensitivity {
    UNSPECIFIED("the caller says nothing of the content"),
    PUBLIC("the caller says that the content is public"),
    PRIVATE("the caller says that the content is private");

    private final String words;

    Sensitivity(String words) {
        this.words = words;
    }

    /** As a clause. */
    public String words() {
        return words;
    }

    /** Reads a caller's word: empty is unspecified; a word that is not known is private. */
    public static Sensitivity of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "", "unspecified" -> UNSPECIFIED;
            case "public" -> PUBLIC;
            default -> PRIVATE;
        };
    }
}
