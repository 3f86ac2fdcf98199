package dev.strata.engine.speculation;

import dev.strata.engine.TokenIds;

/**
 * What may come next in an answer.
 *
 * @param ids in order; empty where nothing was found
 * @param matched tokens that the place it was found at shares with the answer's end; the more, the
 *     likelier
 * @param givenTokens of {@code ids}, how many are of the draft that came with the request
 */
public record Guess(TokenIds ids, int matched, int givenTokens) {
    /** No guess. */
    public static final Guess NONE = new Guess(TokenIds.empty(), 0, 0);
}
