package dev.strata.gateway.promote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.strata.router.Capability;
import dev.strata.router.Message;
import dev.strata.router.Route;
import dev.strata.router.Router;
import dev.strata.router.RoutingRequest;
import dev.strata.router.TenantRules;
import dev.strata.router.TierHealth;
import dev.strata.router.TierProfile;
import dev.strata.router.Zone;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.Price;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final Map<String, TierHealth> UP =
            Map.of(
                    "v1",
                    new TierHealth.Up(0, 9),
                    "v2",
                    new TierHealth.Up(0, 9),
                    "v3",
                    new TierHealth.Up(0, 9));
    private static final RoutingRequest REQUEST =
            RoutingRequest.of(TenantRules.open("demo"), Message.user("Say hello."));

    private static Router router(String yaml) {
        return Router.of(
                Policy.of(new SettingsText("test.yaml", yaml)),
                PriceList.bundled(),
                List.of(tier("v1", 1), tier("v2", 2), tier("v3", 3)));
    }

    private static TierProfile tier(String name, int rank) {
        return new TierProfile(
                name,
                "model-" + name,
                rank,
                Zone.PUBLIC,
                8192,
                Set.of(Capability.CHAT),
                new Price(1, 0, 1),
                Optional.empty());
    }

    private static Route.Serve mixed(Router drawn, Router other, double share, double draw) {
        return assertInstanceOf(
                Route.Serve.class,
                Mixture.of(
                        drawn.route(REQUEST, UP, draw),
                        other.route(REQUEST, UP),
                        share,
                        drawn.policy().explorationShare()));
    }

    @Test
    void of_allDraws_sumsToWhatEitherWouldHaveDone() {
        Router own = router("exploration: {share: 0.03}");
        Router tried =
                router("exploration: {share: 0.03}\ndifficulty: {easy-below: 0, hard-from: 0}");
        Map<String, Double> said = new TreeMap<>();
        Map<String, Double> happened = new TreeMap<>();
        int draws = 20_000;
        double share = .25;
        for (int i = 0; i < draws; i++) {
            double draw = (i + .5) / draws;
            Route.Serve ours = mixed(tried, own, share, draw);
            Route.Serve theirs = mixed(own, tried, 1 - share, draw);
            said.put(ours.initialTier(), ours.propensity());
            said.put(theirs.initialTier(), theirs.propensity());
            happened.merge(ours.initialTier(), share / draws, Double::sum);
            happened.merge(theirs.initialTier(), (1 - share) / draws, Double::sum);
        }

        assertEquals(Set.of("v1", "v2", "v3"), said.keySet());
        happened.forEach((tier, p) ->
                assertEquals(p, said.getOrDefault(tier, 0.0), 1e-3, tier + " of " + said));
    }

    @Test
    void of_withoutExploration_isTheShareOfThoseThatBeginThere() {
        Router own = router("degrade: true");
        Router tried = router("difficulty: {easy-below: 0, hard-from: 0}");

        assertEquals(.05, mixed(tried, own, .05, .5).propensity(), 1e-12);
        assertEquals(.95, mixed(own, tried, .95, .5).propensity(), 1e-12);
        assertEquals(1, mixed(own, own, .95, .5).propensity(), 1e-12);
    }
}
