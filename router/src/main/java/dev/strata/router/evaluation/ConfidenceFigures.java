package dev.strata.router.evaluation;

import dev.strata.router.cascade.CalibrationTrainer;
import dev.strata.router.cascade.FittedJudge;
import dev.strata.router.evaluation.Resampling.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well a tier's confidence foretells that its answer is right, on the reporting half.
 *
 * @param auc in all
 * @param kindAuc of the tuning half's mean of the question's kind
 * @param plainAuc of the mean log-probability
 * @param macroAuc mean over kinds whose share of right answers is .1 to .9
 * @param unseenKindAuc the same, each kind left out of what is learned
 * @param calibrationError in ten bins of equal size
 * @param perfect where 95% of the errors of a perfectly calibrated predictor with the same outputs
 *     lie
 */
public record ConfidenceFigures(
        String tier,
        double auc,
        double kindAuc,
        double plainAuc,
        double macroAuc,
        double unseenKindAuc,
        double calibrationError,
        Interval perfect) {
    private static final int DRAWS = 1000;
    private static final long SEED = 13;
    private static final double RARE = .1;

    static ConfidenceFigures of(List<Asked> tuning, List<Asked> reporting, int tier) {
        double[] right =
                reporting.stream()
                        .mapToDouble(r -> r.replies().get(tier).isRight() ? 1 : 0)
                        .toArray();
        double[] confidence = confidence(tuning, reporting, tier);
        double[] plain =
                reporting.stream()
                        .mapToDouble(row ->
                                row.replies().get(tier).answer().logprobs().stream()
                                        .mapToDouble(Float::doubleValue)
                                        .average()
                                        .orElse(-99))
                        .toArray();
        Map<String, List<Integer>> kinds = new TreeMap<>();
        for (int i = 0; i < right.length; i++) {
            kinds.computeIfAbsent(reporting.get(i).question().kind(), _ -> new ArrayList<>())
                    .add(i);
        }
        double[] unseen = new double[right.length];
        double[] means = new double[right.length];
        kinds.forEach((kind, which) -> {
            List<Asked> others =
                    tuning.stream().filter(r -> !r.question().kind().equals(kind)).toList();
            List<Asked> same =
                    tuning.stream().filter(r -> r.question().kind().equals(kind)).toList();
            double mean =
                    same.stream()
                            .mapToDouble(r -> r.replies().get(tier).isRight() ? 1 : 0)
                            .average()
                            .orElse(.5);
            double[] told = others.isEmpty() ? confidence : confidence(others, reporting, tier);
            which.forEach(i -> {
                unseen[i] = told[i];
                means[i] = mean;
            });
        });
        return new ConfidenceFigures(
                reporting.getFirst().replies().get(tier).tier().name(),
                auc(confidence, right),
                auc(means, right),
                auc(plain, right),
                macro(confidence, right, kinds),
                macro(unseen, right, kinds),
                RouterEvaluation.error(confidence, right),
                perfect(confidence));
    }

    private static double[] confidence(List<Asked> from, List<Asked> rows, int tier) {
        FittedJudge judge =
                CalibrationTrainer.judge(
                        from.stream().map(row -> CascadeTuning.graded(row, tier)).toList());
        return rows.stream()
                .mapToDouble(row -> judge.confidence(CascadeTuning.graded(row, tier)))
                .toArray();
    }

    private static double macro(double[] scores, double[] right, Map<String, List<Integer>> kinds) {
        List<Double> areas = new ArrayList<>();
        for (List<Integer> which : kinds.values()) {
            double[] of = which.stream().mapToDouble(i -> right[i]).toArray();
            double share = Arrays.stream(of).average().orElse(0);
            if (share >= RARE && share <= 1 - RARE) {
                areas.add(auc(which.stream().mapToDouble(i -> scores[i]).toArray(), of));
            }
        }
        return areas.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The chance that a right answer scores above a wrong one; ties count half. */
    static double auc(double[] scores, double[] right) {
        double above = 0;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (right[i] > right[j]) {
                    pairs++;
                    above += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0;
                }
            }
        }
        return pairs == 0 ? Double.NaN : above / pairs;
    }

    private static Interval perfect(double[] confidence) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] errors =
                IntStream.range(0, DRAWS)
                        .mapToDouble(_ ->
                                RouterEvaluation.error(
                                        confidence,
                                        Arrays.stream(confidence)
                                                .map(p -> random.nextDouble() < p ? 1 : 0)
                                                .toArray()))
                        .toArray();
        return Interval.of(errors);
    }
}
