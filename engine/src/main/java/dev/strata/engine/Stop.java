package dev.strata.engine;

import java.util.List;
import java.util.Set;

/**
 * When an answer ends before its token limit.
 *
 * @param strings end the answer and are not part of it
 * @param tokenIds end the answer, beside the model's own end tokens
 * @param minTokens no stop before so many tokens
 * @param ignoreEnd go on after the model's own end tokens
 */
public record Stop(List<String> strings, Set<Integer> tokenIds, int minTokens, boolean ignoreEnd) {

    public Stop {
        strings = List.copyOf(strings);
        tokenIds = Set.copyOf(tokenIds);
        if (strings.stream().anyMatch(String::isEmpty)) {
            throw EngineException.invalid(
                    "stop", "holds an empty string", "text", "\"\"", "leave it out");
        }
        if (minTokens < 0) {
            throw EngineException.invalid(
                    "min_tokens", "is negative", "0 or more", minTokens, "correct it");
        }
    }

    /** The model's own end tokens only. */
    public static Stop atEnd() {
        return new Stop(List.of(), Set.of(), 0, false);
    }
}
