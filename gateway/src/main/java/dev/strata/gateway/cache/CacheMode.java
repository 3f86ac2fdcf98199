package dev.strata.gateway.cache;

import java.util.Optional;

/** What a request says about being answered from the cache. */
public enum CacheMode {
    /** Nothing: {@code strata.cache.greedy} decides, and only at temperature 0. */
    UNSPECIFIED,
    /** Neither answered from it nor kept in it. */
    OFF,
    /** By the answer to an equal request. */
    EXACT,
    /** By the answer to an equal request, else to one whose last message means the same. */
    SEMANTIC;

    /** The mode that a caller writes as {@code word}; empty where there is none of that name. */
    public static Optional<CacheMode> of(String word) {
        return switch (word) {
            case "" -> Optional.of(UNSPECIFIED);
            case "off" -> Optional.of(OFF);
            case "exact" -> Optional.of(EXACT);
            case "semantic" -> Optional.of(SEMANTIC);
            default -> Optional.empty();
        };
    }
}
