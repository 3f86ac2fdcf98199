package dev.strata.engine;

/**
 * What a model has done since it was loaded; only ever grows.
 *
 * @param searchedTokens of prompts, looked for in the prefix cache
 * @param foundTokens of these, copied from it
 */
public record EngineTotals(long searchedTokens, long foundTokens) {

    /** Nothing yet. */
    public static final EngineTotals NONE = new EngineTotals(0, 0);
}
