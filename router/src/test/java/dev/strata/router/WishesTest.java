package dev.strata.router;

import static dev.strata.router.Requests.allUp;
import static dev.strata.router.Requests.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishesTest {
    private static final Router ROUTER =
            Router.of(Policy.bundled(), PriceList.bundled(), Requests.tiers());
    private static final RoutingRequest EASY = ask("Say hello.");

    @ParameterizedTest
    @CsvSource({
        "finance, v2",
        "medical, v3",
        "manufacturing, v2",
        "support, v1",
        "coding, v2",
        "long-document, v2",
        "realtime, v1"
    })
    void route_profile_startsWhereItLeaves(String profile, String first) {
        Route.Serve serve = serve(EASY.withWishes(profile(profile)));

        assertEquals(first, serve.initialTier());
        assertEquals(serve.ladder().size() == 1 || serve.ladder().contains("v3"), true);
    }

    @Test
    void route_medicalProfile_staysInPrivateZone() {
        assertEquals(List.of("v3"), serve(EASY.withWishes(profile("medical"))).ladder());
    }

    @Test
    void route_realtimeWithLongPrompt_isRefusedByItsLatency() {
        RoutingRequest slow = ask("word ".repeat(2000)).withWishes(profile("realtime"));

        assertEquals(Refusal.LIMITS_UNMET, refuse(slow).kind());
    }

    @Test
    void route_profileAgainstContent_isRefused() {
        RoutingRequest mail = ask("mail a@b.co").withWishes(profile("realtime"));

        assertEquals(Refusal.POLICY_FORBIDS, refuse(mail).kind());
    }

    @Test
    void route_unknownProfile_isRefusedAndNamesThem() {
        Route.Refuse refusal = refuse(EASY.withWishes(profile("astrology")));

        assertEquals(Refusal.UNKNOWN_PROFILE, refusal.kind());
        assertTrue(refusal.reason().contains("long-document"), refusal.reason());
    }

    @ParameterizedTest
    @CsvSource({"auto:cost, 3", "auto:latency, 1", "AUTO:QUALITY, 1", "auto, 3"})
    void route_autoWithObjective_followsIt(String model, int tiers) {
        Route.Serve serve = serve(EASY.withModel(model));

        assertEquals(tiers, serve.ladder().size());
        assertEquals(model.contains("QUALITY") ? "v3" : "v1", serve.initialTier());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto:fastest", "auto:", "v9"})
    void route_unknownModelOrObjective_isRefused(String model) {
        assertEquals(Refusal.UNKNOWN_MODEL, refuse(EASY.withModel(model)).kind());
    }

    @Test
    void route_costCeiling_cutsTiersAndLadder() {
        double most = cost("v1") + cost("v2") + .001;
        Route.Serve serve = serve(EASY.withWishes(limits(new Limits(most, 0, 0))));

        assertEquals(List.of("v1", "v2"), serve.ladder());
        Route.Refuse refusal = refuse(EASY.withWishes(limits(new Limits(.001, 0, 0))));
        assertEquals(Refusal.LIMITS_UNMET, refusal.kind());
        assertTrue(
                refusal.candidates().getFirst().removedBy().startsWith("cost-ceiling"),
                refusal.toString());
    }

    @Test
    void route_qualityFloor_goesUp() {
        Route.Serve serve = serve(EASY.withWishes(limits(new Limits(0, 0, .7))));

        assertEquals("v3", serve.initialTier());
        assertEquals(ReasonCode.LIMITS_LEFT, serve.code());
    }

    @Test
    void route_neededRank_isKept() {
        Route.Serve serve = serve(ask("commit it").withWishes(new Wishes("", Limits.NONE, 3)));

        assertEquals("v3", serve.initialTier());
        assertEquals(ReasonCode.CONVERSATION_FLOOR, serve.code());
    }

    @Test
    void route_profileOfTenant_narrowsAllItsRequestsAndTheirProfiles() {
        Policy policy = Policy.of(new SettingsText("p.yaml", "tenant-profiles: {demo: medical}"));
        Router router = Router.of(policy, PriceList.bundled(), Requests.tiers());

        Route.Serve serve = assertInstanceOf(Route.Serve.class, router.route(EASY, allUp()));
        Route.Refuse both =
                assertInstanceOf(
                        Route.Refuse.class,
                        router.route(
                                EASY.withWishes(new Wishes("realtime", Limits.NONE, 1)), allUp()));
        RoutingRequest other =
                RoutingRequest.of(TenantRules.open("other"), Message.user("Say hello."));

        assertEquals("v3", serve.initialTier());
        assertTrue(
                serve.candidates().getFirst().removedBy().contains("tenant's profile 'medical'"),
                serve.toString());
        assertEquals(Refusal.POLICY_FORBIDS, both.kind());
        assertEquals(
                "v1",
                assertInstanceOf(Route.Serve.class, router.route(other, allUp())).initialTier());
    }

    @Test
    void of_profileOfTenant_mustBeKnownAndFitItsRules() {
        for (String[] wrong :
                new String[][] {
                    {"tenant-profiles: {demo: medicine}", "'tenant-profiles.demo'"},
                    {
                        "tenant-profiles: {demo: medical}\nrules: [{name: small, tenants: [demo], max-rank: 2}]",
                        "tenant 'demo'"
                    }
                }) {
            SettingsException error =
                    assertThrows(
                            SettingsException.class,
                            () -> Policy.of(new SettingsText("p.yaml", wrong[0])));

            assertTrue(error.getMessage().contains(wrong[1]), error.getMessage());
        }
        Policy.of(
                new SettingsText(
                        "p.yaml",
                        "tenant-profiles: {demo: medical}\nrules: [{name: small, tenants: [shop], max-rank: 2}]"));
    }

    @Test
    void route_ruleOfTenant_narrowsFirst() {
        Policy policy =
                Policy.of(
                        new SettingsText(
                                "rules.yaml",
                                "rules: [{name: big, tenants: [demo], min-rank: 2}]"));
        Router router = Router.of(policy, PriceList.bundled(), Requests.tiers());

        Route.Serve serve = assertInstanceOf(Route.Serve.class, router.route(EASY, allUp()));

        assertEquals("v2", serve.initialTier());
        assertEquals("rule", serve.verdicts().get(1).step());
        assertTrue(
                serve.candidates().getFirst().removedBy().contains("rule 'big'"), serve.toString());
    }

    @Test
    void limits_outOfRange_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 0, 1.1));
    }

    private static double cost(String tier) {
        return serve(EASY).candidates().stream()
                .filter(candidate -> candidate.tier().equals(tier))
                .findFirst()
                .orElseThrow()
                .cost();
    }

    private static Wishes profile(String name) {
        return new Wishes(name, Limits.NONE, 1);
    }

    private static Wishes limits(Limits limits) {
        return new Wishes("", limits, 1);
    }

    private static Route.Serve serve(RoutingRequest request) {
        return assertInstanceOf(Route.Serve.class, ROUTER.route(request, allUp()));
    }

    private static Route.Refuse refuse(RoutingRequest request) {
        return assertInstanceOf(Route.Refuse.class, ROUTER.route(request, allUp()));
    }
}
