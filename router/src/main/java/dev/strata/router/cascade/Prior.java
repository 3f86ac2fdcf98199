package dev.strata.router.cascade;

import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What is expected of one model's answer before it is asked, from how the prompt is put. Immutable
 * and thread-safe.
 *
 * @param weights of the inputs, in the order of {@link #NAMES}
 * @param beginFrom the probability of a good answer from which a request begins at the model
 */
public record Prior(List<Double> weights, double beginFrom) {
    /** Names of the weights, as a calibration file has them. */
    public static final List<String> NAMES =
            Stream.concat(
                            Stream.of("bias", "difficulty"),
                            PromptSigns.NAMES.stream().map(name -> "prompt-" + name))
                    .toList();

    public Prior {
        weights = List.copyOf(weights);
    }

    /** The probability that the model answers well, 0 to 1. */
    public double probability(PromptSigns prompt) {
        return LogisticRegression.probability(weights, inputs(prompt));
    }

    /** True where a request may begin at the model. */
    public boolean isEnough(PromptSigns prompt) {
        return probability(prompt) >= beginFrom;
    }

    /**
     * The first of the models, smallest first, that a request may begin at; those without a prior
     * are passed over.
     */
    public static OptionalInt first(List<Optional<Prior>> priors, PromptSigns prompt) {
        for (int i = 0; i < priors.size(); i++) {
            if (priors.get(i).filter(prior -> prior.isEnough(prompt)).isPresent()) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    static Prior read(Settings settings) {
        Settings named = settings.section("weights");
        return new Prior(
                NAMES.stream().map(name -> named.number(name, -99, 99)).toList(),
                settings.number("begin-from", 0, 1.01));
    }

    static double[] inputs(PromptSigns prompt) {
        double[] inputs = new double[NAMES.size()];
        inputs[0] = 1;
        inputs[1] = prompt.difficulty();
        for (int i = 0; i < prompt.signs().size(); i++) {
            inputs[2 + i] = prompt.signs().get(i);
        }
        return inputs;
    }
}
