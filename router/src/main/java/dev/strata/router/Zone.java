package dev.strata.router;

import java.util.Locale;

/** Where a tier runs. Only {@link #PRIVATE} may see private content. */
public enum Zone {
    PUBLIC,
    PRIVATE,
    /** The tier did not say, or said something else: trusted as little as {@link #PUBLIC}. */
    UNKNOWN;

    /** The zone called {@code name} ({@code public}, {@code private}); anything else is unknown. */
    public static Zone of(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "public" -> PUBLIC;
            case "private" -> PRIVATE;
            default -> UNKNOWN;
        };
    }
}
