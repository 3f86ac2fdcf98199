package dev.strata.engine.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds words that are one token wherever they stand, the longest at each place, in time that grows
 * with the text alone. Immutable.
 *
 * <p>An automaton of the words read backwards: run over the text from its end, its state at a place
 * tells the longest word that begins there. Source: Aho and Corasick, Efficient string matching
 * (CACM 1975).
 */
final class WholeWords {
    private static final int LEAST_WINDOW = 4096;

    private final Map<Long, Integer> next = new HashMap<>(); // state and letter
    private final int[] shorter; // the state of the longest end of a state's letters
    private final int[] lengths; // of the longest word that a state's letters begin with
    private final int longest;

    /**
     * @param words none empty
     */
    WholeWords(Collection<String> words) {
        List<Integer> ends = new ArrayList<>(List.of(0));
        List<long[]> edges = new ArrayList<>(); // in order of states
        int most = 0;
        for (String word : words) {
            most = Math.max(most, word.length());
            int state = 0;
            for (int at = word.length() - 1; at >= 0; at--) {
                long edge = edge(state, word.charAt(at));
                Integer known = next.get(edge);
                if (known == null) {
                    known = ends.size();
                    next.put(edge, known);
                    ends.add(0);
                    edges.add(new long[] {edge, known});
                }
                state = known;
            }
            ends.set(state, word.length());
        }
        this.longest = most;
        this.lengths = ends.stream().mapToInt(Integer::intValue).toArray();
        this.shorter = new int[lengths.length];
        link(edges);
    }

    /** Follows states by their depth, so that shorter ones are known first. */
    private void link(List<long[]> edges) {
        Map<Integer, List<long[]>> leaving = new HashMap<>();
        for (long[] edge : edges) {
            leaving.computeIfAbsent((int) (edge[0] >>> 16), _ -> new ArrayList<>()).add(edge);
        }
        var queue = new ArrayDeque<Integer>(List.of(0));
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (long[] edge : leaving.getOrDefault(state, List.of())) {
                int to = (int) edge[1];
                shorter[to] = state == 0 ? 0 : follow(shorter[state], (char) edge[0]);
                lengths[to] = lengths[to] > 0 ? lengths[to] : lengths[shorter[to]];
                queue.add(to);
            }
        }
    }

    private static long edge(int state, char letter) {
        return (long) state << 16 | letter;
    }

    private int follow(int from, char letter) {
        int state = from;
        while (true) {
            Integer to = next.get(edge(state, letter));
            if (to != null) {
                return to;
            }
            if (state == 0) {
                return 0;
            }
            state = shorter[state];
        }
    }

    /** Length of the longest word, 0 without any. */
    int longest() {
        return longest;
    }

    /** The words of {@code text}, asked for from its beginning to its end. */
    Finder in(CharSequence text) {
        return new Finder(text);
    }

    /** Where words stand in a text, a window of it at a time. */
    final class Finder {
        private final CharSequence text;
        private final int[] found = new int[longest == 0 ? 0 : Math.max(LEAST_WINDOW, longest)];
        private int from;
        private int to;

        private Finder(CharSequence text) {
            this.text = text;
        }

        /** Length of the longest word that begins at {@code at}, 0 for none. */
        int lengthAt(int at) {
            if (found.length == 0) {
                return 0;
            }
            if (at < from || at >= to) {
                look(at);
            }
            return found[at - from];
        }

        private void look(int at) {
            from = at;
            to = Math.min(text.length(), at + found.length);
            Arrays.fill(found, 0);
            int state = 0;
            for (int i = Math.min(text.length(), to + longest) - 1; i >= from; i--) {
                state = follow(state, text.charAt(i));
                if (i < to) {
                    found[i - from] = lengths[state];
                }
            }
        }
    }
}
