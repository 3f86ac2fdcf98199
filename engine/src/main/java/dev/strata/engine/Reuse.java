package dev.strata.engine;

/**
 * What a model uses again of what it, or another, computed before. Changes no answer.
 *
 * @param prefixBytes most bytes of cached prefixes, within the KV budget; 0 caches none, less takes
 *     a quarter of the KV budget
 */
public record Reuse(long prefixBytes) {

    /** Every request is computed whole. */
    public static final Reuse NOTHING = new Reuse(0);

    /** All that there is, prefixes in a quarter of the KV budget. */
    public static final Reuse EVERYTHING = new Reuse(-1);
}
