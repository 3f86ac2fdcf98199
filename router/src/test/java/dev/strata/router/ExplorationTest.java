package dev.strata.router;

import static dev.strata.router.Requests.allUp;
import static dev.strata.router.Requests.ask;
import static dev.strata.router.Requests.down;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplorationTest {
    private static final String HARD =
            "Prove that the square root of 5 is irrational, step by step.";
    private static final Router ROUTER = router("exploration: {share: 0.03}");

    private static Router router(String yaml) {
        return Router.of(
                Policy.of(new SettingsText("test.yaml", yaml)),
                PriceList.bundled(),
                Requests.tiers());
    }

    private static Route.Serve serve(Router router, RoutingRequest request, double draw) {
        return assertInstanceOf(Route.Serve.class, router.route(request, allUp(), draw));
    }

    @Test
    void route_drawUnderTheShare_startsOnEachArmByItsThird() {
        Route.Serve first = serve(ROUTER, ask(HARD), 0.005);
        Route.Serve second = serve(ROUTER, ask(HARD), 0.015);
        Route.Serve own = serve(ROUTER, ask(HARD), 0.025);

        assertEquals(List.of("v1", "v2", "v3"), first.ladder());
        assertEquals(List.of("v2", "v3"), second.ladder());
        assertEquals(List.of("v3"), own.ladder());
        assertEquals(.01, first.propensity(), 1e-12);
        assertEquals(.01, second.propensity(), 1e-12);
        assertEquals(.98, own.propensity(), 1e-12);
        assertEquals(ReasonCode.EXPLORED, first.code());
        assertEquals(ReasonCode.DIFFICULTY_HARD, own.code());
    }

    @Test
    void route_manyDraws_areAsFrequentAsTheirPropensities() {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Double> said = new TreeMap<>();
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            Route.Serve route = serve(ROUTER, ask("Say hello."), (i + .5) / draws);
            counts.merge(route.initialTier(), 1, Integer::sum);
            said.put(route.initialTier(), route.propensity());
        }

        assertEquals(1, said.values().stream().mapToDouble(p -> p).sum(), 1e-12);
        said.forEach((tier, p) ->
                assertEquals(p, counts.getOrDefault(tier, 0) / (double) draws, 1e-4, tier));
    }

    @Test
    void route_bundledPolicy_exploresNothing() {
        Router bundled = Router.of(Policy.bundled(), PriceList.bundled(), Requests.tiers());

        Route.Serve route = serve(bundled, ask(HARD), 0);

        assertEquals("v3", route.initialTier());
        assertEquals(1, route.propensity());
    }

    @Test
    void route_withoutADraw_exploresNothing() {
        Route.Serve route = assertInstanceOf(Route.Serve.class, ROUTER.route(ask(HARD), allUp()));

        assertEquals("v3", route.initialTier());
    }

    @Test
    void route_somethingElseDecides_exploresNothing() {
        RoutingRequest easy = ask("Say hello.");
        TenantRules onlyV3 = new TenantRules("t", java.util.Set.of("v3"), false, false);
        for (RoutingRequest request :
                List.of(
                        easy.withModel("v2"),
                        easy.withObjective(Objective.QUALITY),
                        easy.withObjective(Objective.LATENCY),
                        easy.withSensitivity(Sensitivity.PRIVATE),
                        ask("Write to anna.smith@web.de"),
                        RoutingRequest.of(onlyV3, Message.user("Say hello.")))) {
            Route.Serve explored = serve(ROUTER, request, 0);
            Route.Serve preferred = serve(ROUTER, request, 1);

            assertEquals(preferred.ladder(), explored.ladder(), request.toString());
            assertEquals(1, explored.propensity(), request.toString());
        }
    }

    @Test
    void route_conversationNeededMore_staysAtItsFloor() {
        RoutingRequest request =
                ask("Say hello.").withWishes(new RoutingRequest.Wishes("", Limits.NONE, 2));

        Route.Serve route = serve(ROUTER, request, 0);

        assertEquals("v2", route.initialTier());
        assertEquals(1, route.propensity());
    }

    @Test
    void route_noDegrading_neverStartsBelowTheDifficulty() {
        Router strict = router("degrade: false\nexploration: {share: 0.03}");

        assertEquals("v3", serve(strict, ask(HARD), 0).initialTier());
        assertEquals("v1", serve(strict, ask("Say hello."), 0).initialTier());
        assertEquals("v3", serve(strict, ask("Say hello."), 0.025).initialTier());
    }

    @Test
    void route_tierDown_isNoArm() {
        Route.Serve route =
                assertInstanceOf(Route.Serve.class, ROUTER.route(ask(HARD), down("v1"), 0));

        assertEquals("v2", route.initialTier());
        assertEquals(.015, route.propensity(), 1e-12);
    }

    @Test
    void of_shareOutOfRange_isRefusedByItsPath() {
        SettingsException error =
                assertThrows(SettingsException.class, () -> router("exploration: {share: 0.5}"));

        assertTrue(error.getMessage().contains("share"), error.getMessage());
    }
}
