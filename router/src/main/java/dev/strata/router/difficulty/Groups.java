package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Groups of prompts that are near-equal or share a question's template, so that none is learned
 * from and asked about at once.
 *
 * <p>Two prompts are joined where their first or last eight words (numbers alike) are equal, or
 * where their three-word shingles agree in one of sixteen bands of four MinHashes.
 */
public final class Groups {
    private static final int EDGE = 8;
    private static final int BANDS = 16;
    private static final int ROWS = 4;

    private final int[] parents;

    private Groups(int size) {
        parents = new int[size];
        for (int i = 0; i < size; i++) {
            parents[i] = i;
        }
    }

    /** The fold (0 to {@code folds} - 1) of each prompt; a group is never divided. */
    public static int[] folds(List<String> prompts, int folds) {
        Groups groups = new Groups(prompts.size());
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < prompts.size(); i++) {
            for (String key : keys(words(prompts.get(i)))) {
                Integer other = seen.putIfAbsent(key, i);
                if (other != null) {
                    groups.join(i, other);
                }
            }
        }
        int[] fold = new int[prompts.size()];
        int[] filled = new int[folds];
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < fold.length; i++) {
            members.computeIfAbsent(groups.root(i), _ -> new ArrayList<>()).add(i);
        }
        members.values().stream()
                .sorted((a, b) ->
                        b.size() != a.size() ? b.size() - a.size() : a.getFirst() - b.getFirst())
                .forEach(group -> place(group, fold, filled));
        return fold;
    }

    private static void place(List<Integer> group, int[] fold, int[] filled) {
        int emptiest = 0;
        for (int f = 1; f < filled.length; f++) {
            emptiest = filled[f] < filled[emptiest] ? f : emptiest;
        }
        filled[emptiest] += group.size();
        for (int member : group) {
            fold[member] = emptiest;
        }
    }

    private static List<String> words(String prompt) {
        String plain = prompt.toLowerCase(Locale.ROOT).replaceAll("[0-9]+", "0");
        List<String> words = new ArrayList<>();
        for (String word : plain.split("[^\\p{L}0-9]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static List<String> keys(List<String> words) {
        List<String> keys = new ArrayList<>();
        int size = words.size();
        keys.add("first " + words.subList(0, Math.min(EDGE, size)));
        if (size < 3) {
            return keys;
        }
        long[] smallest = new long[BANDS * ROWS];
        java.util.Arrays.fill(smallest, Long.MAX_VALUE);
        for (int i = 0; i + 3 <= size; i++) {
            long shingle = words.subList(i, i + 3).hashCode();
            for (int k = 0; k < smallest.length; k++) {
                smallest[k] = Math.min(smallest[k], mix(shingle * 31 + k));
            }
        }
        for (int band = 0; band < BANDS; band++) {
            StringBuilder key = new StringBuilder("band " + band);
            for (int row = 0; row < ROWS; row++) {
                key.append(' ').append(smallest[band * ROWS + row]);
            }
            keys.add(key.toString());
        }
        return keys;
    }

    /** The finaliser of SplitMix64, made non-negative. */
    private static long mix(long value) {
        long z = value * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> 1;
    }

    private void join(int a, int b) {
        parents[root(a)] = root(b);
    }

    private int root(int i) {
        int root = i;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }
}
