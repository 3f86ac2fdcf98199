package dev.strata.gateway.tier;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a lower tier answered, for a tier with the same tokenizer to verify in one pass and to go on
 * from.
 *
 * @param ids tokens; empty for none
 * @param tokenizerSha256 of the tokenizer that they are of, hex
 */
public record Draft(List<Integer> ids, String tokenizerSha256) {
    /** Nothing was answered before. */
    public static final Draft NONE = new Draft(List.of(), "");

    public Draft {
        ids = List.copyOf(ids);
        requireNonNull(tokenizerSha256, "tokenizerSha256 is null");
    }
}
