package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one model's own confidence maps to the probability that its answer is acceptable.
 *
 * @param weights of {@link AnswerTrace#inputs}, in their order
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
                                    "difficulty",
                                    "option-opening",
                                    "option-entropy",
                                    "option-tokens"),
                            PromptSigns.NAMES.stream().map(name -> "prompt-" + name))
                    .toList();

    Calibration {
        weights = List.copyOf(weights);
    }

    double confidence(double[] inputs) {
        return LogisticRegression.probability(weights, inputs);
    }

    /** What is said of the prompt: a file may leave it out, and weighs it nothing then. */
    private static boolean isOptional(String name) {
        return name.startsWith("prompt-") || name.startsWith("option-");
    }

    static Calibration read(Settings settings) {
        Settings named = settings.section("weights");
        List<Double> weights =
                NAMES.stream()
                        .map(name ->
                                isOptional(name) && !named.has(name)
                                        ? 0.0
                                        : named.number(name, -99, 99))
                        .toList();
        int window = settings.integer("window-tokens", 1, 4096);
        double escalateBelow = settings.number("escalate-below", 0, 1);
        double commitFrom = settings.number("commit-from", escalateBelow, 1);
        return new Calibration(
                weights,
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
}
