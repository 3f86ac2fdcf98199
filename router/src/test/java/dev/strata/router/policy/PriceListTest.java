package dev.strata.router.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.PriceList.AttemptTokens;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriceListTest {
    private static final PriceList PRICES =
            PriceList.of(
                    new SettingsText(
                            "prices.yaml",
                            """
                            unit: coins
                            tiers:
                              v1: {prompt: 1, cached: 0.1, completion: 2}
                              v2: {prompt: 10, cached: 1, completion: 20}
                            """));

    @Test
    void cost_ofAllAttempts_chargesUncachedCachedAndAnswer() {
        double cost =
                PRICES.cost(
                        List.of(
                                new AttemptTokens("v1", 1000, 0, 500),
                                new AttemptTokens("v2", 1000, 400, 100)));

        assertEquals(1 + 1 + 6 + .4 + 2, cost, 1e-12);
    }

    @Test
    void cost_unknownTier_namesIt() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> PRICES.cost(List.of(new AttemptTokens("v9", 1, 0, 1))));

        assertTrue(error.getMessage().contains("'v9'"), error.getMessage());
    }

    @Test
    void requireAll_tierWithoutAPrice_namesItAndTheFile() {
        assertEquals(PRICES, PRICES.requireAll("p.yaml", Set.of("v1")));
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> PRICES.requireAll("p.yaml", Set.of("v1", "v9")));

        assertTrue(error.getMessage().startsWith("tiers [v9] have no price"), error.getMessage());
        assertTrue(error.getMessage().contains("'p.yaml'"), error.getMessage());
    }

    @Test
    void of_negativePrice_namesItsPath() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                PriceList.of(
                                        new SettingsText(
                                                "p.yaml",
                                                "unit: x\ntiers: {v1: {prompt: -1, cached: 0}}")));

        assertTrue(error.getMessage().contains("'tiers.v1.prompt'"), error.getMessage());
        assertTrue(error.getMessage().contains("'tiers.v1.completion'"), error.getMessage());
    }

    @Test
    void bundled_largerTiersCostMore() {
        PriceList prices = PriceList.bundled();
        Price v1 = prices.of("v1").orElseThrow();
        Price v3 = prices.of("v3").orElseThrow();

        assertTrue(v1.completion() < v3.completion());
        assertTrue(v1.prompt() < v3.prompt());
        assertTrue(prices.of("v9").isEmpty());
    }

    @Test
    void gflops_countTwiceTheParametersForEachToken() {
        assertEquals(27, PriceList.gflops(135_000_000L, 100), 1e-9);
    }
}
