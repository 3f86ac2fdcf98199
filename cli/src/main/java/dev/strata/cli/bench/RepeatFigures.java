package dev.strata.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast answers that repeat their prompt are, computed token by token and with guesses.
 *
 * @param plain tokens per second, of each round
 * @param guessing tokens per second, of each round
 * @param guessed tokens guessed in all rounds
 * @param right of these, right ones
 * @param likeness of the answers either way: how many were what
 */
record RepeatFigures(
        List<Double> plain,
        List<Double> guessing,
        int guessed,
        int right,
        Map<RepeatTrial.Likeness, Integer> likeness) {

    RepeatFigures {
        plain = List.copyOf(plain);
        guessing = List.copyOf(guessing);
        likeness = Map.copyOf(likeness);
    }

    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            ratios.add(guessing.get(i) / plain.get(i));
        }
        return ratios.stream().sorted().toList();
    }

    Map<String, Object> json() {
        List<Double> ratios = ratios();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("plain_tokens_per_second", median(plain));
        json.put("guessing_tokens_per_second", median(guessing));
        json.put("ratio", median(ratios));
        json.put("ratio_lowest", ratios.getFirst());
        json.put("ratio_highest", ratios.getLast());
        json.put("right_share", guessed == 0 ? 0 : (double) right / guessed);
        json.put("equal_answers", count(RepeatTrial.Likeness.EQUAL));
        json.put("near_tie_answers", count(RepeatTrial.Likeness.NEAR_TIE));
        json.put("different_answers", count(RepeatTrial.Likeness.DIFFERENT));
        return json;
    }

    Object[] cells(String model) {
        List<Double> ratios = ratios();
        return new Object[] {
            model,
            "%.1f".formatted(median(plain)),
            "%.1f".formatted(median(guessing)),
            "%.2f".formatted(median(ratios)),
            "%.2f to %.2f".formatted(ratios.getFirst(), ratios.getLast()),
            "%d of %d".formatted(right, guessed),
            "%d, %d, %d"
                    .formatted(
                            count(RepeatTrial.Likeness.EQUAL),
                            count(RepeatTrial.Likeness.NEAR_TIE),
                            count(RepeatTrial.Likeness.DIFFERENT))
        };
    }

    private int count(RepeatTrial.Likeness kind) {
        return likeness.getOrDefault(kind, 0);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
