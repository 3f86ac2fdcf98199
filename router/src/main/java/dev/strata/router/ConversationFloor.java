package dev.strata.router;

/** What is remembered of the conversation that a request continues. */
public enum ConversationFloor {
    /** It has begun just now, or its earlier turns are known and were not private. */
    OPEN,
    /** An earlier turn was private. */
    PRIVATE,
    /** It has earlier turns, and nothing is known of them. */
    UNKNOWN
}
