package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the weights of a calibration to graded answers, cut at several lengths, so that one set of
 * weights judges early and late.
 */
public final class CalibrationTrainer {
    private static final int[] CUTS = {6, 12, 24, Integer.MAX_VALUE};

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

    /** The names of the weights, in the order of {@link #fit}. */
    public static List<String> names() {
        return Calibration.NAMES;
    }

    /** The weights that fit the answers best. */
    public static List<Double> fit(List<GradedAnswer> answers) {
        LogisticRegression regression = new LogisticRegression();
        for (GradedAnswer answer : answers) {
            List<double[]> cuts = cuts(answer);
            cuts.forEach(cut -> regression.add(cut, 1.0 / cuts.size(), answer.isRight()));
        }
        return regression.fit();
    }

    /** The prior that foretells best which answers are right, from their prompts alone. */
    public static Prior prior(List<GradedAnswer> answers, double beginFrom) {
        LogisticRegression regression = new LogisticRegression();
        answers.forEach(
                answer -> regression.add(Prior.inputs(answer.prompt()), 1, answer.isRight()));
        return new Prior(regression.fit(), beginFrom);
    }

    /** The confidence in an answer after its first {@code tokens} tokens. */
    public static double confidence(List<Double> weights, GradedAnswer answer, int tokens) {
        return LogisticRegression.probability(weights, inputs(answer, tokens));
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

    private static double[] inputs(GradedAnswer answer, int tokens) {
        AnswerTrace trace = new AnswerTrace();
        for (int i = 0; i < Math.min(tokens, answer.logprobs().size()); i++) {
            trace.add(answer.logprobs().get(i), answer.entropies().get(i));
        }
        return trace.inputs(answer.prompt());
    }
}
