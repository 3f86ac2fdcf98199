package dev.strata.gateway.cache;

/** What those who waited for an equal request are told of it. */
public sealed interface Landing {
    /** It was answered. */
    record Answered(StoredAnswer answer) implements Landing {}

    /** Its own client left or had no more time: somebody else may go on. */
    record Abandoned() implements Landing {}

    /** It failed: each may try by itself. */
    record Failed() implements Landing {}
}
