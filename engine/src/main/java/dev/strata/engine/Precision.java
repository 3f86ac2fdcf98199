package dev.strata.engine;

/**
 * How faithfully prompts are computed. Answers, and all of a score, are always computed exactly.
 *
 * <p>What a prompt leaves behind are keys and values, so this decides how true those are.
 */
public enum Precision {
    /** One graph, which rounds no more than the model file does. */
    EXACT,

    /** 8-bit weights; activations of 16 bits, in two products of 8. */
    BALANCED,

    /** 8-bit weights and activations. */
    FAST
}
