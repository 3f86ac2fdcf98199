package dev.strata.gateway.cache;

import static java.util.Objects.requireNonNull;

/**
 * How a request is to be kept apart from others, beside its content.
 *
 * @param seeded the caller itself named the seed
 * @param choice which of several answers to the same request it is, from 0
 */
public record Caching(CacheMode mode, boolean seeded, int choice) {
    /** Of a request that says nothing. */
    public static final Caching UNSPECIFIED = new Caching(CacheMode.UNSPECIFIED, false, 0);

    public Caching {
        requireNonNull(mode, "mode is null");
    }

    /** Of another answer to the same request. */
    public Caching withChoice(int other) {
        return new Caching(mode, seeded, other);
    }

    /** True where the request itself asks for the cache. */
    public boolean isAsked() {
        return switch (mode) {
            case UNSPECIFIED, OFF -> false;
            case EXACT, SEMANTIC -> true;
        };
    }
}
