package dev.strata.router.policy;

/** What is wanted most where the choice is free. */
public enum Objective {
    /** Start at the cheapest tier that is expected to do, and hand up an unsure answer. */
    COST,
    /** One tier, whose answer flows from its first token. */
    LATENCY,
    /** The highest tier that may answer. */
    QUALITY
}
