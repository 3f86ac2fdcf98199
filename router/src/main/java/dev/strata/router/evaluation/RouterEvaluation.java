package dev.strata.router.evaluation;

import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.difficulty.DifficultyTrainer;
import dev.strata.router.difficulty.DifficultyTrainer.Example;
import dev.strata.router.difficulty.Groups;
import dev.strata.router.difficulty.TfIdf;
import dev.strata.router.evaluation.Resampling.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures routing by difficulty on one set of rows, beside the floors on the same rows and folds.
 *
 * @param learned trained on the other folds, or on other rows
 * @param interval where 95% of the bootstrap's areas of {@code learned} lie
 * @param floors the curve of each floor, by name
 * @param above where 95% of the bootstrap's differences to each floor lie, on the same draws
 * @param shipped the model that comes with Strata, which has seen a part of the public prompts
 * @param oracle the gain itself: what no router can beat
 * @param calibrationError mean distance of the foretold gain to the real one, in ten bins of equal
 *     size
 */
public record RouterEvaluation(
        String name,
        int rows,
        Curve learned,
        Interval interval,
        Map<String, Curve> floors,
        Map<String, Interval> above,
        Curve shipped,
        Curve oracle,
        double calibrationError) {
    private static final int FOLDS = 5;
    private static final int BINS = 10;
    private static final long SEED = 7;
    private static final double USUAL = 1;
    private static final double STRONG = 10;

    public RouterEvaluation {
        floors = Map.copyOf(floors);
        above = Map.copyOf(above);
    }

    /** How rows are divided. */
    public enum Folds {
        /** Near-equal prompts and shared templates stay together. */
        GROUPED,
        /** By chance. */
        RANDOM
    }

    /** Measures by cross-validation in five folds. */
    public static RouterEvaluation crossValidated(
            RowSet set, Folds division, DifficultyModel shipped) {
        List<String> prompts = set.rows().stream().map(Row::prompt).toList();
        int[] folds =
                division == Folds.GROUPED ? Groups.folds(prompts, FOLDS) : random(prompts.size());
        double[] learned = new double[folds.length];
        double[] foretold = new double[folds.length];
        double[] usual = new double[folds.length];
        double[] strong = new double[folds.length];
        TfIdf tfidf = new TfIdf(prompts);
        for (int fold = 0; fold < FOLDS; fold++) {
            boolean[] isSeen = new boolean[folds.length];
            for (int i = 0; i < folds.length; i++) {
                isSeen[i] = folds[i] != fold;
            }
            score(set.rows(), isSeen, learned, foretold);
            fill(usual, tfidf.scores(targets(set.rows()), isSeen, USUAL), isSeen);
            fill(strong, tfidf.scores(targets(set.rows()), isSeen, STRONG), isSeen);
        }
        return of(set, learned, foretold, usual, strong, shipped);
    }

    /** Measures what is learned from other rows alone. */
    public static RouterEvaluation transferred(
            List<Row> from, RowSet set, DifficultyModel shipped) {
        List<Row> all = new ArrayList<>(from);
        all.addAll(set.rows());
        boolean[] isSeen = new boolean[all.size()];
        Arrays.fill(isSeen, 0, from.size(), true);
        double[][] scores = new double[4][all.size()];
        score(all, isSeen, scores[0], scores[1]);
        TfIdf tfidf = new TfIdf(all.stream().map(Row::prompt).toList());
        fill(scores[2], tfidf.scores(targets(all), isSeen, USUAL), isSeen);
        fill(scores[3], tfidf.scores(targets(all), isSeen, STRONG), isSeen);
        double[][] own = new double[4][];
        for (int i = 0; i < own.length; i++) {
            own[i] = Arrays.copyOfRange(scores[i], from.size(), all.size());
        }
        return of(set, own[0], own[1], own[2], own[3], shipped);
    }

    /** Rows as examples: the gain stands for hardness, from 0 (a loss) to 1. */
    public static List<Example> examples(List<Row> rows) {
        return rows.stream().map(row -> new Example(row.prompt(), target(row), 1)).toList();
    }

    private static RouterEvaluation of(
            RowSet set,
            double[] learned,
            double[] foretold,
            double[] usual,
            double[] strong,
            DifficultyModel shipped) {
        List<Row> rows = set.rows();
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, double[]> floors = new LinkedHashMap<>();
        floors.put("random", rows.stream().mapToDouble(_ -> random.nextDouble()).toArray());
        floors.put("length", rows.stream().mapToDouble(r -> r.prompt().length()).toArray());
        floors.put("tfidf", usual);
        floors.put("tfidf_strong", strong);
        Map<String, Curve> curves = new LinkedHashMap<>();
        Map<String, Interval> above = new LinkedHashMap<>();
        floors.forEach((name, scores) -> {
            curves.put(name, Curve.of(rows, scores));
            above.put(name, Resampling.difference(rows, learned, scores));
        });
        double[] own = rows.stream().mapToDouble(r -> shipped.score(r.prompt())).toArray();
        double[] gains = rows.stream().mapToDouble(r -> r.strong() - r.weak()).toArray();
        return new RouterEvaluation(
                set.name(),
                rows.size(),
                Curve.of(rows, learned),
                Resampling.apgr(rows, learned),
                curves,
                above,
                Curve.of(rows, own),
                Curve.of(rows, gains),
                error(foretold, gains));
    }

    /**
     * Learns from the rows that are seen and scores the others. A score is the foretold gain over
     * the mean that was learned, so that folds are comparable.
     */
    private static void score(
            List<Row> rows, boolean[] isSeen, double[] scores, double[] foretold) {
        List<Row> seen = new ArrayList<>();
        for (int i = 0; i < isSeen.length; i++) {
            if (isSeen[i]) {
                seen.add(rows.get(i));
            }
        }
        DifficultyModel model = DifficultyTrainer.train(examples(seen), Map.of());
        double mean = seen.stream().mapToDouble(RouterEvaluation::target).average().orElse(0);
        for (int i = 0; i < isSeen.length; i++) {
            if (!isSeen[i]) {
                double score = model.score(rows.get(i).prompt());
                scores[i] = score - mean;
                foretold[i] = 2 * score - 1;
            }
        }
    }

    private static void fill(double[] into, double[] scores, boolean[] isSeen) {
        for (int i = 0; i < into.length; i++) {
            into[i] = isSeen[i] ? into[i] : scores[i];
        }
    }

    private static int[] random(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] folds = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            folds[i] = folds[j];
            folds[j] = i % FOLDS;
        }
        return folds;
    }

    private static double target(Row row) {
        return (row.strong() - row.weak() + 1) / 2;
    }

    private static double[] targets(List<Row> rows) {
        return rows.stream().mapToDouble(RouterEvaluation::target).toArray();
    }

    /** The expected calibration error over ten bins of equal size. */
    public static double error(double[] foretold, double[] real) {
        Integer[] order = new Integer[real.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, java.util.Comparator.comparingDouble(i -> foretold[i]));
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int from = bin * order.length / BINS;
            int to = (bin + 1) * order.length / BINS;
            double difference = 0;
            for (int k = from; k < to; k++) {
                difference += foretold[order[k]] - real[order[k]];
            }
            error += Math.abs(difference) / order.length;
        }
        return error;
    }
}
