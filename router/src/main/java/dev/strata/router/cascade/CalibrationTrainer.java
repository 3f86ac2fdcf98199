package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Fits what a calibration holds to graded answers. The same answers give the same calibration. */
public final class CalibrationTrainer {
    /** Where answers are cut, so that one set of weights judges while they come. */
    private static final int[] CUTS = {6, 12, 24, Integer.MAX_VALUE};

    private static final int FOLDS = 5;

    private CalibrationTrainer() {}

    /**
     * A graded answer.
     *
     * @param logprobs of its tokens
     * @param entropies of its tokens, nats
     */
    public record GradedAnswer(
            List<Float> logprobs, List<Float> entropies, PromptSigns prompt, boolean isRight) {
        public GradedAnswer {
            logprobs = List.copyOf(logprobs);
            entropies = List.copyOf(entropies);
        }
    }

    /** The names of a judge's weights, in their order. */
    public static List<String> names() {
        return Calibration.NAMES;
    }

    /** The judge that fits the answers best: of those that still come, and of whole ones. */
    public static FittedJudge judge(List<GradedAnswer> answers) {
        LogisticRegression early = new LogisticRegression();
        for (GradedAnswer answer : answers) {
            List<double[]> cuts = cuts(answer);
            cuts.forEach(cut -> early.add(cut, 1.0 / cuts.size(), answer.isRight()));
        }
        List<Double> whole = whole(answers);
        double[] unseen = unseen(answers);
        boolean[] rights = rights(answers);
        double[] mapped = mapped(unseen, rights);
        double gain = 0;
        double squares = 0;
        double loss = 0;
        for (int i = 0; i < rights.length; i++) {
            double plain = loss(unseen[i], rights[i]);
            double better = plain - loss(mapped[i], rights[i]);
            loss += plain / rights.length;
            gain += better / rights.length;
            squares += better * better / rights.length;
        }
        // Surely better: by more than the standard error of the difference.
        double error = Math.sqrt(Math.max(0, squares - gain * gain) / rights.length);
        return new FittedJudge(
                early.fit(),
                whole,
                gain > error && gain > 0
                        ? Optional.of(Isotonic.fit(unseen, rights))
                        : Optional.empty(),
                new FittedJudge.Losses(loss, loss - gain));
    }

    /** The prior that foretells best which answers are right, from their prompts alone. */
    public static Prior prior(List<GradedAnswer> answers, double beginFrom) {
        LogisticRegression regression = new LogisticRegression();
        answers.forEach(
                answer -> regression.add(Prior.inputs(answer.prompt()), 1, answer.isRight()));
        return new Prior(regression.fit(), beginFrom);
    }

    private static List<Double> whole(List<GradedAnswer> answers) {
        LogisticRegression whole = new LogisticRegression();
        answers.forEach(answer -> whole.add(inputs(answer), 1, answer.isRight()));
        return whole.fit();
    }

    /** The score of each answer, of weights that have not seen it. */
    private static double[] unseen(List<GradedAnswer> answers) {
        double[] scores = new double[answers.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            List<GradedAnswer> seen =
                    IntStream.range(0, scores.length)
                            .filter(i -> i % FOLDS != held)
                            .mapToObj(answers::get)
                            .toList();
            if (seen.isEmpty()) {
                continue;
            }
            List<Double> weights = whole(seen);
            for (int i = fold; i < scores.length; i += FOLDS) {
                scores[i] = LogisticRegression.probability(weights, inputs(answers.get(i)));
            }
        }
        return scores;
    }

    /** The scores as mappings have them that have not seen their answers either. */
    private static double[] mapped(double[] scores, boolean[] rights) {
        double[] mapped = scores.clone();
        for (int fold = 0; fold < FOLDS && scores.length > FOLDS; fold++) {
            int held = fold;
            int[] seen = IntStream.range(0, scores.length).filter(i -> i % FOLDS != held).toArray();
            double[] from = new double[seen.length];
            boolean[] is = new boolean[seen.length];
            for (int i = 0; i < seen.length; i++) {
                from[i] = scores[seen[i]];
                is[i] = rights[seen[i]];
            }
            Isotonic isotonic = Isotonic.fit(from, is);
            for (int i = fold; i < scores.length; i += FOLDS) {
                mapped[i] = isotonic.of(scores[i]);
            }
        }
        return mapped;
    }

    private static boolean[] rights(List<GradedAnswer> answers) {
        boolean[] rights = new boolean[answers.size()];
        for (int i = 0; i < rights.length; i++) {
            rights[i] = answers.get(i).isRight();
        }
        return rights;
    }

    private static double loss(double probability, boolean isRight) {
        double sure = Math.clamp(probability, 1e-3, 1 - 1e-3);
        return -Math.log(isRight ? sure : 1 - sure);
    }

    private static List<double[]> cuts(GradedAnswer answer) {
        List<double[]> cuts = new ArrayList<>();
        int size = answer.logprobs().size();
        for (int cut : CUTS) {
            if (cut < size || cut == Integer.MAX_VALUE) {
                cuts.add(inputs(answer, Math.min(cut, size)));
            }
        }
        return cuts;
    }

    static double[] inputs(GradedAnswer answer) {
        return inputs(answer, answer.logprobs().size());
    }

    private static double[] inputs(GradedAnswer answer, int tokens) {
        AnswerTrace trace = new AnswerTrace();
        for (int i = 0; i < tokens; i++) {
            trace.add(answer.logprobs().get(i), answer.entropies().get(i));
        }
        return trace.inputs(answer.prompt());
    }
}
