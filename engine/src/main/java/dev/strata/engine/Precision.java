package dev.strata.engine;

/**
 * How faithfully a model may compute where that is faster: prompts, guesses that are verified, and
 * many answers at once. The head, and all of a score, are always computed exactly; so is whatever
 * the exact graph computes as fast.
 */
public enum Precision {
    /** One graph for everything, which rounds no more than the model file does. */
    EXACT,

    /** 8-bit weights; activations of 16 bits, in two products of 8. */
    BALANCED,

    /** 8-bit weights and activations. */
    FAST
}
