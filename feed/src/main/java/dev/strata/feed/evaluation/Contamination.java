package dev.strata.feed.evaluation;

import dev.strata.feed.build.Row;
import dev.strata.feed.evaluation.EvaluationSets.Item;
import dev.strata.feed.near.Jaccard;
import dev.strata.feed.near.NearSettings;
import dev.strata.feed.near.Shingles;
import dev.strata.feed.near.Words;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells whether a row holds what is in an evaluation set: twelve words on end of a question, or of
 * a question and its answer; of questions of eight to eleven words eight on end; of shorter ones
 * the whole question; or a question that is nearly the same. Immutable and thread-safe.
 */
public final class Contamination implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LONG = 12;
    private static final int SHORT = 8;

    private final HashSet<Long> longGrams = new HashSet<>();
    private final HashSet<Long> shortGrams = new HashSet<>();
    private final HashSet<Long> whole = new HashSet<>();
    private final ArrayList<int[]> questions = new ArrayList<>();
    private final HashMap<Integer, List<Integer>> byShingle = new HashMap<>();

    public Contamination(EvaluationSets sets) {
        Words words = new Words();
        Shingles shingles = new Shingles(NearSettings.STANDARD.shingleWords());
        for (Item item : sets.rows()) {
            words.read(item.question());
            int count = words.count();
            if (count >= LONG) {
                add(longGrams, words, LONG);
            } else if (count >= SHORT) {
                add(shortGrams, words, SHORT);
            } else if (count > 0) {
                whole.add(words.hash(0, count));
            }
            if (!item.answer().isBlank()) {
                words.read(item.question() + " " + item.answer());
                if (words.count() >= LONG) {
                    add(longGrams, words, LONG);
                }
            }
            int[] set = shingles.of(item.question());
            int number = questions.size();
            questions.add(set);
            for (int shingle : set) {
                byShingle.computeIfAbsent(shingle, _ -> new ArrayList<>()).add(number);
            }
        }
    }

    /** True where {@code row} must not be learned. */
    public boolean touches(Row row) {
        if (questions.isEmpty()) {
            return false;
        }
        List<String> asked =
                row.prompt().stream()
                        .filter(turn -> turn.role().equals("user"))
                        .map(Row.Turn::content)
                        .toList();
        return asked.stream().anyMatch(this::isQuestion)
                || holds(row.question() + " " + row.bestAnswer())
                || holds(row.bestAnswer());
    }

    private boolean isQuestion(String text) {
        Words words = new Words();
        words.read(text);
        return (words.count() > 0 && whole.contains(words.hash(0, words.count())))
                || holds(text)
                || isNearlyAQuestion(new Shingles(NearSettings.STANDARD.shingleWords()).of(text));
    }

    private boolean holds(String text) {
        Words words = new Words();
        words.read(text);
        return holds(longGrams, words, LONG) || holds(shortGrams, words, SHORT);
    }

    private static boolean holds(Set<Long> grams, Words words, int width) {
        for (int i = 0; !grams.isEmpty() && i + width <= words.count(); i++) {
            if (grams.contains(words.hash(i, width))) {
                return true;
            }
        }
        return false;
    }

    private boolean isNearlyAQuestion(int[] set) {
        Set<Integer> candidates = new HashSet<>();
        for (int shingle : set) {
            candidates.addAll(byShingle.getOrDefault(shingle, List.of()));
        }
        for (int candidate : candidates) {
            int[] other = questions.get(candidate);
            if (Jaccard.of(set, set.length, other, other.length)
                    >= NearSettings.STANDARD.threshold()) {
                return true;
            }
        }
        return false;
    }

    private static void add(Set<Long> grams, Words words, int width) {
        for (int i = 0; i + width <= words.count(); i++) {
            grams.add(words.hash(i, width));
        }
    }
}
