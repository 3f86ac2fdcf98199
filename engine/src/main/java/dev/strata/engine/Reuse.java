package dev.strata.engine;

/**
 * What a model uses again of what was computed or said before. Changes no answer.
 *
 * @param prefixBytes most bytes of cached prefixes, within the KV budget; 0 caches none, less takes
 *     a quarter of the KV budget
 * @param guesses whether answers that repeat their prompt are guessed from it and verified, several
 *     tokens at once, where that pays
 */
public record Reuse(long prefixBytes, boolean guesses) {

    /** Every request is computed whole. */
    public static final Reuse NOTHING = new Reuse(0, false);

    /** All that there is, prefixes in a quarter of the KV budget. */
    public static final Reuse EVERYTHING = new Reuse(-1, true);
}
