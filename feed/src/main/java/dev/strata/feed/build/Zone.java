package dev.strata.feed.build;

import java.util.Locale;

/** Where a dataset may be used. */
public enum Zone {
    PUBLIC,
    PRIVATE;

    /** As in configuration and folders: {@code public}, {@code private}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
