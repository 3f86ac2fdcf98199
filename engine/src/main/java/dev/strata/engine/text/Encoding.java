package dev.strata.engine.text;

import dev.strata.engine.TokenIds;

/** What came of cutting text into at most so many tokens. */
public sealed interface Encoding {

    /** All of it, as many tokens as were allowed or fewer. */
    record Whole(TokenIds ids) implements Encoding {}

    /**
     * More than were allowed.
     *
     * @param tokens how many there are; where {@code counted} is false there are at least so many
     * @param counted false where the text was not cut to its end
     */
    record Longer(long tokens, boolean counted) implements Encoding {}

    /** What {@code ids} are beside {@code most}. */
    static Encoding of(TokenIds ids, int most) {
        return ids.size() <= most ? new Whole(ids) : new Longer(ids.size(), true);
    }
}
