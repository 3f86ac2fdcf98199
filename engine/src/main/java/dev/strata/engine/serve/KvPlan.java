package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvShape;

/**
 * How much KV memory a model may use, and the context that this allows.
 *
 * @param contextTokens prompt and answer together; one request may hold all of the budget
 * @param budgetBytes most bytes of touched pages, of running requests and cached prefixes
 * @param prefixBytes of these, most bytes of cached prefixes
 */
record KvPlan(int contextTokens, long budgetBytes, long prefixBytes) {
    private static final int LEAST_CONTEXT = 16;
    private static final int PREFIX_SHARE = 4;

    /** A machine runs three models and more than models. */
    private static final int MACHINE_SHARE = 16;

    /**
     * Decides for a model on a machine with {@code machineBytes} of memory. Pure.
     *
     * @throws EngineException INVALID_REQUEST where the configured context is longer than the
     *     graph's, or the budget holds next to nothing
     */
    static KvPlan of(ModelConfig config, ModelShape shape, long machineBytes) {
        if (config.contextTokens() > shape.contextTokens()) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "model '%s' has a shorter context: expected at most %d tokens, got %d; lower the configured context"
                            .formatted(
                                    config.name(), shape.contextTokens(), config.contextTokens()));
        }
        int wanted =
                config.contextTokens() > 0
                        ? config.contextTokens()
                        : Math.min(shape.contextTokens(), ModelConfig.DEFAULT_CONTEXT_TOKENS);
        KvShape kv = new KvShape(shape.layers(), shape.kvHeads(), shape.headDim());
        long budget =
                config.kvBudgetBytes() > 0
                        ? config.kvBudgetBytes()
                        : Math.min(kv.residentBytes(wanted), machineBytes / MACHINE_SHARE);
        int affordable = kv.affordableTokens(budget);
        if (affordable < LEAST_CONTEXT) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "KV budget of model '%s' is too small: expected at least %d bytes, got %d; raise it"
                            .formatted(config.name(), kv.residentBytes(LEAST_CONTEXT), budget));
        }
        long asked = config.reuse().prefixBytes();
        long prefixes = asked < 0 ? budget / PREFIX_SHARE : Math.min(asked, budget);
        return new KvPlan(Math.min(wanted, affordable), budget, prefixes);
    }
}
