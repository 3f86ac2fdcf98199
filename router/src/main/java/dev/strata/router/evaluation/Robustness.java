package dev.strata.router.evaluation;

import dev.strata.router.difficulty.DifficultyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * How many routes flip where a prompt is only worded, written or padded otherwise; half of the
 * prompts as they are go to the strong model.
 */
public final class Robustness {
    private static final int PROMPTS = 500;
    private static final long SEED = 11;
    private static final int TYPO_EVERY = 12;

    private Robustness() {}

    /** The share of routes that flip, by what was done to the prompts. */
    public static Map<String, Double> flips(DifficultyModel model, List<Row> rows) {
        List<String> prompts =
                rows.stream()
                        .sorted(java.util.Comparator.comparing(Row::id))
                        .limit(PROMPTS)
                        .map(Row::prompt)
                        .toList();
        double[] scores = prompts.stream().mapToDouble(model::score).toArray();
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double threshold = sorted[sorted.length / 2];
        Map<String, Double> flips = new LinkedHashMap<>();
        changes()
                .forEach((name, change) -> {
                    int flipped = 0;
                    for (int i = 0; i < scores.length; i++) {
                        double changed = model.score(change.apply(prompts.get(i)));
                        flipped += scores[i] >= threshold != changed >= threshold ? 1 : 0;
                    }
                    flips.put(name, (double) flipped / scores.length);
                });
        return flips;
    }

    private static Map<String, UnaryOperator<String>> changes() {
        Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put("typos", Robustness::misspelt);
        changes.put("casing", prompt -> prompt.toLowerCase(Locale.ROOT));
        changes.put("padding", prompt -> "  \n" + prompt.replace(" ", "  ") + "\n\n  ");
        changes.put("prefix", prompt -> "Please help me with the following: " + prompt);
        return changes;
    }

    /** Swaps two neighbouring letters in about every twelfth word. */
    static String misspelt(String prompt) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> words = new ArrayList<>();
        for (String word : prompt.split(" ", -1)) {
            boolean isChanged = word.length() > 3 && random.nextInt(TYPO_EVERY) == 0;
            words.add(
                    isChanged
                            ? word.charAt(0)
                                    + word.substring(2, 3)
                                    + word.charAt(1)
                                    + word.substring(3)
                            : word);
        }
        return String.join(" ", words);
    }
}
