package dev.strata.engine;

/**
 * What a model has done since it was loaded; only ever grows.
 *
 * @param searchedTokens of prompts, looked for in the prefix cache
 * @param foundTokens of these, copied from it
 * @param guessedTokens of answers, guessed from the text so far and verified
 * @param rightTokens of these, right ones
 * @param computedNanos time in which its device computed, prompts and answers together
 */
public record EngineTotals(
        long searchedTokens,
        long foundTokens,
        long guessedTokens,
        long rightTokens,
        long computedNanos) {

    /** Nothing yet. */
    public static final EngineTotals NONE = new EngineTotals(0, 0, 0, 0, 0);
}
