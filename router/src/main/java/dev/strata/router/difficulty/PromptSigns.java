package dev.strata.router.difficulty;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a judge of answers knows of the prompt: how hard it is, and how it is put. A small model's
 * confidence means other things where it picks an option than where it writes.
 *
 * @param difficulty 0 (easy) to 1 (hard)
 * @param signs one for each of {@link #NAMES}
 */
public record PromptSigns(double difficulty, List<Double> signs) {
    /** The names of the signs, in their order. */
    public static final List<String> NAMES =
            List.of(
                    "words",
                    "options",
                    "numbers",
                    "code-symbols",
                    "reason",
                    "code",
                    "transform",
                    "fact",
                    "brief");

    /** Where each of them stands among the features. */
    private static final int[] PLACES = NAMES.stream().mapToInt(Features.NAMES::indexOf).toArray();

    private static final int OPTIONS = NAMES.indexOf("options");

    public PromptSigns {
        signs = List.copyOf(signs);
    }

    static PromptSigns of(double difficulty, Features features) {
        double[] dense = features.dense();
        List<Double> signs = new ArrayList<>(PLACES.length);
        for (int place : PLACES) {
            signs.add(Math.min(2, dense[place]));
        }
        return new PromptSigns(difficulty, signs);
    }

    /** Signs of a prompt that cannot be seen. */
    public static PromptSigns unknown(double difficulty) {
        return new PromptSigns(difficulty, Collections.nCopies(NAMES.size(), 0.0));
    }

    /** The same prompt, asked where something harder was asked before. */
    public PromptSigns atLeast(double floor) {
        return floor > difficulty ? new PromptSigns(floor, signs) : this;
    }

    /** 1 where the prompt offers four options or more, down to 0 where it offers none. */
    public double options() {
        return signs.get(OPTIONS);
    }
}
