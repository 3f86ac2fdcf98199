package dev.strata.engine.text;

/** Where a blank is put in front of text that does not begin with it. */
public enum LeadingBlank {
    /** Nowhere. */
    NONE,
    /** At the beginning of a prompt. */
    FIRST,
    /** There, and behind every token that text does not give. */
    EVERY
}
