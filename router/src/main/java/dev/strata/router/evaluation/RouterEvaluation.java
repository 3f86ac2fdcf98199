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
 * @param shipped the model that comes with Strata, which has seen a part of these prompts
 * @param length the prompt's length alone
 * @param random no knowledge at all
 * @param oracle the gain itself: what no router can beat
 */
public record RouterEvaluation(
        String name,
        int rows,
        Curve learned,
        Curve shipped,
        Curve length,
        Curve random,
        Curve oracle) {
    private static final int FOLDS = 5;
    private static final long SEED = 7;

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
        return new RouterEvaluation(
                name,
                rows.size(),
                Curve.of(rows, crossValidated(rows)),
                Curve.of(rows, rows.stream().mapToDouble(r -> shipped.score(r.prompt())).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(r -> r.prompt().length()).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(_ -> random.nextDouble()).toArray()),
                Curve.of(rows, rows.stream().mapToDouble(r -> r.strong() - r.weak()).toArray()));
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
            DifficultyModel model = DifficultyTrainer.usual().train(others, Map.of());
            for (int i = 0; i < scores.length; i++) {
                scores[i] = folds[i] == fold ? model.score(rows.get(i).prompt()) : scores[i];
            }
        }
        return scores;
    }
}
