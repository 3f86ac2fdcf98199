package dev.strata.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What to load, and how much of the machine it may use.
 *
 * @param name the tier's or model's name in messages, e.g. {@code v1}
 * @param gguf the model file
 * @param cacheRoot the folder of imported models
 * @param threads of one computation, at least 1
 * @param contextTokens prompt and answer together, at most; 0 takes the model's own, capped at
 *     {@link #DEFAULT_CONTEXT_TOKENS}
 * @param queueCapacity most requests that wait, at least 1
 * @param maxRunning most requests computed by turns, at least 1
 * @param kvBudgetBytes most bytes of KV cache resident; 0 takes what one request with the whole
 *     context needs, at most a sixteenth of the machine's memory
 * @param device where to compute
 * @param precision at least, of what a second graph may compute; EXACT has none
 * @param secondGraphBytes most bytes of weights of a second graph; a larger one is not loaded
 * @param reuse what is used again of earlier computations
 * @param adapting which adapters may be loaded beside it
 */
public record ModelConfig(
        String name,
        Path gguf,
        Path cacheRoot,
        int threads,
        int contextTokens,
        int queueCapacity,
        int maxRunning,
        long kvBudgetBytes,
        Device device,
        Precision precision,
        long secondGraphBytes,
        Reuse reuse,
        Adapting adapting) {

    /** The largest context that is taken without being asked for. */
    public static final int DEFAULT_CONTEXT_TOKENS = 16_384;

    public ModelConfig {
        requireNonNull(name, "name is null");
        requireNonNull(gguf, "gguf is null");
        requireNonNull(cacheRoot, "cacheRoot is null");
        requireNonNull(device, "device is null");
        requireNonNull(precision, "precision is null");
        requireNonNull(reuse, "reuse is null");
        requireNonNull(adapting, "adapting is null");
        atLeast(name, "threads", 1, threads);
        atLeast(name, "contextTokens", 0, contextTokens);
        atLeast(name, "queueCapacity", 1, queueCapacity);
        atLeast(name, "maxRunning", 1, maxRunning);
        atLeast(name, "kvBudgetBytes", 0, kvBudgetBytes);
        atLeast(name, "secondGraphBytes", 0, secondGraphBytes);
    }

    /** With one graph, and every request computed whole. */
    public ModelConfig(
            String name,
            Path gguf,
            Path cacheRoot,
            int threads,
            int contextTokens,
            int queueCapacity,
            int maxRunning,
            long kvBudgetBytes,
            Device device) {
        this(
                name,
                gguf,
                cacheRoot,
                threads,
                contextTokens,
                queueCapacity,
                maxRunning,
                kvBudgetBytes,
                device,
                Precision.EXACT,
                0,
                Reuse.NOTHING,
                Adapting.NOTHING);
    }

    /** The same in {@code wanted} precision, where its graph needs no more memory. */
    public ModelConfig withPrecision(Precision wanted, long mostBytes) {
        return new ModelConfig(
                name,
                gguf,
                cacheRoot,
                threads,
                contextTokens,
                queueCapacity,
                maxRunning,
                kvBudgetBytes,
                device,
                wanted,
                mostBytes,
                reuse,
                adapting);
    }

    /** The same, computing at most {@code most} requests by turns. */
    public ModelConfig withRunning(int most) {
        return new ModelConfig(
                name,
                gguf,
                cacheRoot,
                threads,
                contextTokens,
                queueCapacity,
                most,
                kvBudgetBytes,
                device,
                precision,
                secondGraphBytes,
                reuse,
                adapting);
    }

    /**
     * Sensible defaults for a model that is measured: 64 may wait, 8 run, KV cache by the machine,
     * on the processor; every request is computed whole.
     */
    public static ModelConfig of(String name, Path gguf, Path cacheRoot, int threads) {
        return new ModelConfig(name, gguf, cacheRoot, threads, 0, 64, 8, 0, Device.CPU);
    }

    /** This configuration with another {@code reuse}. */
    public ModelConfig with(Reuse changed) {
        return with(changed, adapting);
    }

    /** This configuration with adapters. */
    public ModelConfig with(Adapting changed) {
        return with(reuse, changed);
    }

    private ModelConfig with(Reuse otherReuse, Adapting otherAdapting) {
        return new ModelConfig(
                name,
                gguf,
                cacheRoot,
                threads,
                contextTokens,
                queueCapacity,
                maxRunning,
                kvBudgetBytes,
                device,
                precision,
                secondGraphBytes,
                otherReuse,
                otherAdapting);
    }

    private static void atLeast(String name, String property, long least, long got) {
        if (got < least) {
            throw EngineException.invalid(
                    "model '%s'".formatted(name),
                    property + " is too small",
                    "at least " + least,
                    got,
                    "correct it");
        }
    }
}
