package dev.strata.engine;

/**
 * How busy a model is.
 *
 * @param running requests being decoded
 * @param queued requests waiting
 * @param queueCapacity most that may wait
 * @param kvBytes bytes of KV cache resident for running requests
 * @param prefixBytes bytes of cached prefixes resident
 * @param kvBudgetBytes most bytes of both together
 */
public record EngineLoad(
        int running,
        int queued,
        int queueCapacity,
        long kvBytes,
        long prefixBytes,
        long kvBudgetBytes) {}
