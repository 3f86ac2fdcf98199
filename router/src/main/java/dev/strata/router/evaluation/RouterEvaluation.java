package dev.strata.router.evaluation;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures routing by difficulty on one set of rows, beside the floors on the same rows.
 *
 * @param learned trained on the other folds of the same set
 * @param interval where 95% of the bootstrap's areas of {@code learned} lie
 * @param shipped the model that comes with Strata, which has seen a part of these prompts
 * @param length the prompt's length alone
 * @param random no knowledge at all
 * @param oracle the gain itself: what no router can beat
 */
public record RouterEvaluation(
        String name,
        int rows,
        Curve learned,
        Interval interval,
        Curve shipped,
        Curve length,
        Curve random,
        Curve oracle) {
    private static final int FOLDS = 5;
    private static final int RESAMPLES = 300;
    private static final long SEED = 7;

    /** From {@code low} to {@code high}, both included. */
    public record Interval(double low, double high) {}

    /** Measures all sets that {@code folder} holds, by name. */
    public static List<RouterEvaluation> all(Path folder, DifficultyModel shipped) {
        Map<String, List<Row>> sets = new LinkedHashMap<>();
        sets.put("mmlu", Row.read(folder.resolve("mmlu.jsonl"), "weak", "strong"));
        sets.put("gsm8k", Row.read(folder.resolve("gsm8k.jsonl"), "weak", "strong"));
        Path tiers = folder.resolve("three-tier.jsonl");
        sets.put("three-tier v1-v3", Row.read(tiers, "v1", "v3"));
        sets.put("three-tier v2-v3", Row.read(tiers, "v2", "v3"));
        List<RouterEvaluation> evaluations = new ArrayList<>();
        sets.forEach((name, rows) -> evaluations.add(of(name, rows, shipped)));
        return evaluations;
    }

    /** Measures one set. */
    public static RouterEvaluation of(String name, List<Row> rows, DifficultyModel shipped) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] learned = crossValidated(rows);
        return new RouterEvaluation(
                name,
                rows.size(),
                Curve.of(rows, learned),
                bootstrap(rows, learned),
                Curve.of(rows, rows.stream().mapToDouble(r -> shipped.score(r.prompt())).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(r -> r.prompt().length()).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(_ -> random.nextDouble()).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(r -> r.strong() - r.weak()).toArray()));
    }

    private static Interval bootstrap(List<Row> rows, double[] scores) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] areas = new double[RESAMPLES];
        for (int k = 0; k < RESAMPLES; k++) {
            List<Row> drawn = new ArrayList<>(rows.size());
            double[] drawnScores = new double[rows.size()];
            for (int i = 0; i < drawnScores.length; i++) {
                int pick = random.nextInt(rows.size());
                drawn.add(rows.get(pick));
                drawnScores[i] = scores[pick];
            }
            areas[k] = Curve.of(drawn, drawnScores).apgr();
        }
        java.util.Arrays.sort(areas);
        return new Interval(areas[RESAMPLES / 40], areas[RESAMPLES - 1 - RESAMPLES / 40]);
    }

    private static double[] crossValidated(List<Row> rows) {
        int[] folds = Groups.folds(rows.stream().map(Row::prompt).toList(), FOLDS);
        double[] scores = new double[rows.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Example> others = new ArrayList<>();
            for (int i = 0; i < scores.length; i++) {
                if (folds[i] != fold) {
                    Row row = rows.get(i);
                    others.add(new Example(row.prompt(), (row.strong() - row.weak() + 1) / 2, 1));
                }
            }
            DifficultyModel model = DifficultyTrainer.forNoisyLabels().train(others, Map.of());
            for (int i = 0; i < scores.length; i++) {
                scores[i] = folds[i] == fold ? model.score(rows.get(i).prompt()) : scores[i];
            }
        }
        return scores;
    }
}
