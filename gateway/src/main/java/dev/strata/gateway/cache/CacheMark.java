package dev.strata.gateway.cache;

/** Whether an answer came from the cache. */
public enum CacheMark {
    /** The cache was not asked. */
    NONE(""),
    /** It was, and a tier had to answer. */
    MISS("miss"),
    /** It came from the cache, or from an equal request that ran at the time. */
    HIT("hit");

    private final String word;

    CacheMark(String word) {
        this.word = word;
    }

    /** As clients read it; empty where there is nothing to say. */
    public String word() {
        return word;
    }
}
