package dev.strata.router.cascade;

import dev.strata.router.cascade.CalibrationTrainer.GradedAnswer;
import java.util.List;
import java.util.Optional;

/**
 * How a model's answers are judged, as it was fitted.
 *
 * @param early weights while an answer comes, in the order of {@link CalibrationTrainer#names()}
 * @param whole weights of one that has ended
 * @param isotonic what the scores of whole answers stand for; empty where the scores themselves
 *     foretell as well
 * @param losses of both, on answers that were not seen
 */
public record FittedJudge(
        List<Double> early, List<Double> whole, Optional<Isotonic> isotonic, Losses losses) {

    /**
     * Mean log losses, nats.
     *
     * @param logistic of the scores
     * @param isotonic of what a mapping makes of them
     */
    public record Losses(double logistic, double isotonic) {}

    public FittedJudge {
        early = List.copyOf(early);
        whole = List.copyOf(whole);
    }

    /** The confidence in a whole answer, 0 to 1. */
    public double confidence(GradedAnswer answer) {
        double score = LogisticRegression.probability(whole, CalibrationTrainer.inputs(answer));
        return isotonic.map(mapping -> mapping.of(score)).orElse(score);
    }

    /** Which of both is kept, and why. */
    public String words() {
        return "%s (log loss unseen: logistic %.4f, isotonic %.4f)"
                .formatted(
                        isotonic.isPresent() ? "isotonic" : "logistic",
                        losses.logistic(),
                        losses.isotonic());
    }
}
