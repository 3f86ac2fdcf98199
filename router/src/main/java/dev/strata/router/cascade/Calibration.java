package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one model's own confidence maps to the probability that its answer is acceptable.
 *
 * @param weights of {@link AnswerTrace#inputs}, in their order, while the answer still comes
 * @param whole the same of an answer that has ended
 * @param isotonic what the probabilities of whole answers stand for; empty: for themselves
 * @param window tokens before which nothing is decided
 * @param hold tokens after which nothing is held any longer
 * @param commitFrom confidence that commits at once
 * @param escalateBelow confidence under which the answer is handed up at once
 * @param acceptFrom confidence that commits at the end, or when holding ends
 * @param isMeasured false for a guess that no measurement stands behind
 * @param prior what is expected of the model before it is asked; empty where nobody fitted one
 */
record Calibration(
        List<Double> weights,
        List<Double> whole,
        Optional<Isotonic> isotonic,
        int window,
        int hold,
        double commitFrom,
        double escalateBelow,
        double acceptFrom,
        boolean isMeasured,
        Optional<Prior> prior) {
    /** Names of the weights, as the file has them. */
    static final List<String> NAMES =
            Stream.concat(
                            Stream.of(
                                    "bias",
                                    "opening-logprob",
                                    "rest-logprob",
                                    "worst-window",
                                    "mean-entropy",
                                    "first-entropy",
                                    "log-tokens",
                                    "least-logprob",
                                    "surprise",
                                    "difficulty",
                                    "option-opening",
                                    "option-entropy",
                                    "option-tokens"),
                            PromptSigns.NAMES.stream().map(name -> "prompt-" + name))
                    .toList();

    Calibration {
        weights = List.copyOf(weights);
        whole = List.copyOf(whole);
    }

    /** The probability that an answer is acceptable that still comes. */
    double confidence(double[] inputs) {
        return LogisticRegression.probability(weights, inputs);
    }

    /** The same of one that has ended. */
    double wholeConfidence(double[] inputs) {
        double score = LogisticRegression.probability(whole, inputs);
        return isotonic.map(mapping -> mapping.of(score)).orElse(score);
    }

    /** What a file may leave out, and weighs nothing then. */
    private static boolean isOptional(String name) {
        return name.startsWith("prompt-")
                || name.startsWith("option-")
                || name.equals("least-logprob")
                || name.equals("surprise");
    }

    static Calibration read(Settings settings) {
        List<Double> weights = weights(settings.section("weights"));
        int window = settings.integer("window-tokens", 1, 4096);
        double escalateBelow = settings.number("escalate-below", 0, 1);
        double commitFrom = settings.number("commit-from", escalateBelow, 1);
        return new Calibration(
                weights,
                settings.has("whole") ? weights(settings.section("whole")) : weights,
                settings.has("isotonic")
                        ? Optional.of(Isotonic.read(settings, "isotonic"))
                        : Optional.empty(),
                window,
                settings.integer("hold-tokens", window, 1 << 20),
                commitFrom,
                escalateBelow,
                settings.number("accept-from", escalateBelow, commitFrom),
                settings.flag("measured"),
                settings.has("prior")
                        ? Optional.of(Prior.read(settings.section("prior")))
                        : Optional.empty());
    }

    private static List<Double> weights(Settings named) {
        return NAMES.stream()
                .map(name ->
                        isOptional(name) && !named.has(name) ? 0.0 : named.number(name, -99, 99))
                .toList();
    }
}
