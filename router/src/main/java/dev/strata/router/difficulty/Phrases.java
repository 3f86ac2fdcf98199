package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lexicon's words and phrases by the word they begin with, so that one pass over a text finds
 * all of them. Linear in the text's length.
 */
final class Phrases {
    private static final Map<String, List<Phrase>> BY_FIRST = byFirst();

    /** A phrase of a group: its first word stands in the map, the others here. */
    private record Phrase(int number, int group, List<String> others) {}

    private Phrases() {}

    private static Map<String, List<Phrase>> byFirst() {
        Map<String, List<Phrase>> byFirst = new HashMap<>();
        int number = 0;
        for (Lexicon group : Lexicon.values()) {
            for (String words : group.words()) {
                List<String> tokens = Words.of(words).tokens();
                if (!tokens.isEmpty()) {
                    byFirst.computeIfAbsent(tokens.getFirst(), _ -> new ArrayList<>())
                            .add(
                                    new Phrase(
                                            number++,
                                            group.ordinal(),
                                            tokens.subList(1, tokens.size())));
                }
            }
        }
        return byFirst;
    }

    /** How many different phrases of each group, by its ordinal, stand in a text. */
    static int[] found(List<String> tokens) {
        int[] found = new int[Lexicon.values().length];
        BitSet seen = new BitSet();
        for (int i = 0; i < tokens.size(); i++) {
            for (Phrase phrase : BY_FIRST.getOrDefault(tokens.get(i), List.of())) {
                if (!seen.get(phrase.number()) && follows(tokens, i + 1, phrase.others())) {
                    seen.set(phrase.number());
                    found[phrase.group()]++;
                }
            }
        }
        return found;
    }

    private static boolean follows(List<String> tokens, int start, List<String> others) {
        return start + others.size() <= tokens.size()
                && tokens.subList(start, start + others.size()).equals(others);
    }
}
