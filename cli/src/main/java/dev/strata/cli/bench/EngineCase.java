package dev.strata.cli.bench;

import dev.strata.engine.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A speed that is measured, in tokens a second, of the engine and of llama.cpp alike. */
enum EngineCase {
    PREFILL_EXACT(Precision.EXACT, 0),
    DECODE1_EXACT(Precision.EXACT, 1, 1.1, 1.25, .92),
    DECODE4_EXACT(Precision.EXACT, 4),
    PREFILL_BALANCED(Precision.BALANCED, 0, 4, 3, 2),
    DECODE8_BALANCED(Precision.BALANCED, 8, 1.65, 1.45, 1.2),
    PREFILL_FAST(Precision.FAST, 0, 6, 4.5, 3.5),
    DECODE16_FAST(Precision.FAST, 16, 2.5, 2.1, 1.9);

    /** Tokens of a prompt that is measured. */
    static final int PREFILL_TOKENS = 512;

    /** Tokens of an answer that is measured. */
    static final int DECODE_TOKENS = 64;

    /** Tokens before an answer: 128 in the middle of it. */
    static final int CONTEXT_BEFORE = 96;

    /** Most answers at once. */
    static final int MOST_ANSWERS = 16;

    private static final List<String> MODELS = List.of("v1", "v2", "v3");

    private final Precision precision;
    private final int answers;
    private final double[] wanted;

    EngineCase(Precision precision, int answers, double... wanted) {
        this.precision = precision;
        this.answers = answers;
        this.wanted = wanted;
    }

    /** The case that is called so, e.g. {@code decode1_exact}. */
    static EngineCase of(String name) {
        return Arrays.stream(values())
                .filter(of -> of.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "figure '%s' is unknown: expected one of %s, got '%s'; correct --figures"
                                        .formatted(
                                                name,
                                                Arrays.stream(values())
                                                        .map(EngineCase::toString)
                                                        .collect(Collectors.joining(", ")),
                                                name)));
    }

    /** How the engine computes. */
    Precision precision() {
        return precision;
    }

    /** Answers at once; 0 measures a prompt. */
    int answers() {
        return answers;
    }

    /** How many times llama.cpp's speed is wanted of a default model. */
    OptionalDouble wanted(String model) {
        int index = MODELS.indexOf(model);
        return index < 0 || wanted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(wanted[index]);
    }

    /** As in JSON: {@code decode1_exact}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
