package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Reuse;
import dev.strata.engine.importer.ModelShape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KvPlanTest {
    private static final long GIB = 1L << 30;
    private static final ModelShape V1 = shape(30, 3, 64, 8192);
    private static final ModelShape V2 = shape(24, 2, 64, 32_768);
    private static final ModelShape V3 = shape(28, 2, 128, 32_768);

    @Test
    void of_theDefaultModelsOnAnOrdinaryMachine_givesEachItsWholeContext() {
        assertEquals(new KvPlan(8_192, 360L << 20, 0), KvPlan.of(config(0, 0), V1, 16 * GIB));
        assertEquals(new KvPlan(16_384, 384L << 20, 0), KvPlan.of(config(0, 0), V2, 16 * GIB));
        assertEquals(new KvPlan(16_384, 896L << 20, 0), KvPlan.of(config(0, 0), V3, 16 * GIB));
    }

    @Test
    void of_aSmallMachine_takesItsShareAndShortensTheContext() {
        KvPlan plan = KvPlan.of(config(0, 0), V3, 4 * GIB);

        assertEquals(GIB / 4, plan.budgetBytes());
        assertEquals(4_680, plan.contextTokens());
    }

    @Test
    void of_aConfiguredBudget_takesItWhateverTheMachine() {
        assertEquals(new KvPlan(16_384, 2 * GIB, 0), KvPlan.of(config(0, 2 * GIB), V3, GIB));
        assertEquals(10_912, KvPlan.of(config(0, GIB / 4), V2, GIB).contextTokens());
    }

    @Test
    void of_aConfiguredContext_needsMemoryForThatOnly() {
        assertEquals(new KvPlan(1_024, 56L << 20, 0), KvPlan.of(config(1_024, 0), V3, 16 * GIB));
    }

    @Test
    void of_aBudgetThatHoldsNothing_isRefusedByName() {
        var error =
                assertThrows(
                        EngineException.class, () -> KvPlan.of(config(0, 1_000), V1, 16 * GIB));

        assertEquals(EngineError.INVALID_REQUEST, error.code());
        assertTrue(error.getMessage().contains("KV budget of model 'm'"), error.getMessage());
        assertTrue(error.getMessage().contains("got 1000"), error.getMessage());
    }

    @Test
    void of_cachedPrefixes_takeAQuarterUnlessConfigured() {
        ModelConfig config = config(0, 1 << 23);

        assertEquals(1 << 21, KvPlan.of(config.with(Reuse.EVERYTHING), V1, GIB).prefixBytes());
        assertEquals(1_000, KvPlan.of(config.with(new Reuse(1_000, true)), V1, GIB).prefixBytes());
        assertEquals(
                1 << 23, KvPlan.of(config.with(new Reuse(1 << 24, true)), V1, GIB).prefixBytes());
    }

    private static ModelConfig config(int context, long budget) {
        return new ModelConfig(
                "m", Path.of("m.gguf"), Path.of("."), 1, context, 4, 2, budget, Device.CPU);
    }

    private static ModelShape shape(int layers, int kvHeads, int headDim, int context) {
        return new ModelShape(
                "llama", "m", layers, 64, 4, kvHeads, headDim, 100, context, 64, 1, "sha");
    }
}
