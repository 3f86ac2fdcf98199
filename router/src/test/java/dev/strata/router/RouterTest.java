package dev.strata.router;

import static dev.strata.router.Requests.allUp;
import static dev.strata.router.Requests.ask;
import static dev.strata.router.Requests.down;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.policy.Objective;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Router ROUTER =
            Router.of(Policy.bundled(), PriceList.bundled(), Requests.tiers());
    private static final String MAIL = "Summarise the mail of anna.smith@web.de for me";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Say hello.",
                "Repeat the word cherry.",
                "What is 2 + 3?",
                "What is the capital of France?",
                "法国的首都是哪里？",
                "你好，请问好。"
            })
    void route_easyPrompt_startsAtSmallest(String prompt) {
        Route.Serve route = serve(ask(prompt));

        assertEquals(List.of("v1", "v2", "v3"), route.ladder(), prompt + route.difficulty());
        assertEquals(ReasonCode.DIFFICULTY_EASY, route.code());
        assertEquals(DataClass.PUBLIC, route.dataClass());
        assertEquals(1, route.propensity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Write a Python function that parses ISO dates and returns the weekday, with tests.",
                "Prove that the square root of 5 is irrational, step by step.",
                "A baker sells 12 loaves at 3 dollars and twice as many rolls at 50 cents. He pays 9 dollars of rent. How much is left? Think step by step.",
                "用 Java 实现一个支持过期时间的缓存，要求线程安全，并写出单元测试。",
                "证明任意两个连续整数的乘积是偶数，并写出每一步推导。"
            })
    void route_hardPrompt_startsAtLargest(String prompt) {
        Route.Serve route = serve(ask(prompt));

        assertEquals(List.of("v3"), route.ladder(), prompt + route.difficulty());
        assertEquals(ReasonCode.DIFFICULTY_HARD, route.code());
    }

    @Test
    void route_followUp_isAsHardAsWhatItFollows() {
        RoutingRequest request =
                RoutingRequest.of(
                        Requests.DEMO,
                        Message.user("Write a Python function that merges overlapping intervals."),
                        Message.assistant("def merge(xs): ..."),
                        Message.user("ok"));

        assertEquals("v3", serve(request).initialTier());
    }

    @Test
    void route_lastTurnOffersOptions_tellsTheJudge() {
        String choice = "Which is a mammal?\nA. trout\nB. whale\nC. eagle\nD. newt";
        RoutingRequest request =
                RoutingRequest.of(
                        Requests.DEMO,
                        Message.user("Say hello."),
                        Message.assistant("Hello."),
                        Message.user(choice));

        assertEquals(1, serve(request).prompt().options());
        assertEquals(0, serve(ask("Say hello.")).prompt().options());
    }

    @Test
    void route_privateContent_goesToPrivateTierOnly() {
        Route.Serve route = serve(ask(MAIL));

        assertEquals(List.of("v3"), route.ladder());
        assertEquals(DataClass.PRIVATE, route.dataClass());
        assertEquals(ReasonCode.PRIVATE_CONTENT, route.code());
        assertTrue(route.reason().contains("an e-mail address"), route.reason());
        assertFalse(route.toString().contains("anna"), route.toString());
    }

    @Test
    void route_privateTextBesidesTheMessages_goesToPrivateTierOnly() {
        Route.Serve route = serve(ask("Say hello.").withBesides(List.of("END", MAIL)));

        assertEquals(List.of("v3"), route.ladder());
        assertEquals(DataClass.PRIVATE, route.dataClass());
    }

    @Test
    void route_privateContentAndPrivateTierDown_isUnavailable() {
        Route.Refuse refusal = refuse(ask(MAIL), down("v3"));

        assertEquals(Refusal.UNAVAILABLE, refusal.kind());
        assertEquals(ReasonCode.PRIVATE_TIER_DOWN, refusal.code());
        assertEquals(DataClass.PRIVATE, refusal.dataClass());
    }

    @Test
    void route_privateContentPinnedToPublicTier_isForbidden() {
        Route.Refuse refusal = refuse(ask(MAIL).withModel("v1"), allUp());

        assertEquals(Refusal.PRIVACY_FORBIDS, refusal.kind());
        assertTrue(refusal.reason().contains("'v1'"), refusal.reason());
    }

    @Test
    void route_declaredPrivate_isPrivateWithoutAnyFinding() {
        Route.Serve route = serve(ask("Say hello.").withSensitivity(Sensitivity.of("Private")));

        assertEquals(List.of("v3"), route.ladder());
        assertEquals(DataClass.PRIVATE, route.dataClass());
    }

    @Test
    void route_unknownSensitivity_isPrivate() {
        assertEquals(Sensitivity.PRIVATE, Sensitivity.of("internal"));
        assertEquals(Sensitivity.UNSPECIFIED, Sensitivity.of(""));
        assertEquals(Sensitivity.PUBLIC, Sensitivity.of("public"));
    }

    @Test
    void route_declaredPublicButSensitive_isPrivate() {
        assertEquals(
                DataClass.PRIVATE,
                serve(ask(MAIL).withSensitivity(Sensitivity.PUBLIC)).dataClass());
    }

    @Test
    void route_unreadableContent_isPrivate() {
        assertEquals(List.of("v3"), serve(ask("bad \ud800 text")).ladder());
    }

    @Test
    void route_earlierTurnPrivate_staysPrivate() {
        Route.Serve route = serve(ask("thanks").withFloor(ConversationFloor.PRIVATE));

        assertEquals(List.of("v3"), route.ladder());
    }

    @Test
    void route_lostConversationOfTenantThatRelies_isPrivate() {
        TenantRules relying = new TenantRules("clinic", Set.of(), false, true);
        RoutingRequest lost =
                RoutingRequest.of(
                                relying,
                                Message.user("hi"),
                                Message.assistant("hello"),
                                Message.user("go on"))
                        .withFloor(ConversationFloor.UNKNOWN);

        assertEquals(DataClass.PRIVATE, serve(lost).dataClass());
        assertEquals(DataClass.PUBLIC, serve(lost.withSensitivity(Sensitivity.PUBLIC)).dataClass());
        assertEquals(DataClass.PUBLIC, serve(lost.withFloor(ConversationFloor.OPEN)).dataClass());
    }

    @Test
    void route_tierOfUnknownZone_neverSeesPrivateContent() {
        List<TierProfile> tiers = List.of(Requests.tier("v1", "m", 1, Zone.of("basement"), 8192));
        Route route =
                Router.of(Policy.bundled(), PriceList.bundled(), tiers).route(ask(MAIL), allUp());

        assertEquals(
                ReasonCode.PRIVATE_TIER_DOWN, assertInstanceOf(Route.Refuse.class, route).code());
    }

    @Test
    void route_pin_isHonouredByTierAndByModel() {
        assertEquals(List.of("v2"), serve(ask("Say hello.").withModel("v2")).ladder());
        Route.Serve byModel = serve(ask("Say hello.").withModel("Qwen2.5-Coder-1.5B-Instruct"));
        assertEquals(List.of("v3"), byModel.ladder());
        assertEquals(ReasonCode.PINNED, byModel.code());
    }

    @Test
    void route_unknownModel_namesKnownOnes() {
        Route.Refuse refusal = refuse(ask("Say hello.").withModel("gpt-9"), allUp());

        assertEquals(Refusal.UNKNOWN_MODEL, refusal.kind());
        assertTrue(refusal.reason().contains("v1, SmolLM2-135M-Instruct"), refusal.reason());
    }

    @Test
    void route_tenantWithoutTier_isRefusedWhenPinned() {
        TenantRules small = new TenantRules("small", Set.of("v1", "v2"), false, false);
        RoutingRequest request = RoutingRequest.of(small, Message.user("Say hello."));

        assertEquals(List.of("v1", "v2"), serve(request).ladder());
        assertEquals(Refusal.PERMISSION, refuse(request.withModel("v3"), allUp()).kind());
        RoutingRequest mail = RoutingRequest.of(small, Message.user(MAIL));
        assertEquals(Refusal.PRIVACY_FORBIDS, refuse(mail, allUp()).kind());
    }

    @Test
    void route_longPrompt_skipsShortContexts() {
        Route.Serve route = serve(ask("word ".repeat(9000)));

        assertEquals(List.of("v2", "v3"), route.allowedTiers());
    }

    @Test
    void route_tooLongForAll_isContextExceeded() {
        Route.Refuse refusal = refuse(ask("word ".repeat(90_000)), allUp());

        assertEquals(Refusal.CONTEXT_EXCEEDED, refusal.kind());
    }

    @Test
    void route_missingCapability_isRefused() {
        RoutingRequest request = ask("Say hello.").withNeeds(Set.of(Capability.TOOLS));

        assertEquals(Refusal.CAPABILITY_MISSING, refuse(request, allUp()).kind());
    }

    @Test
    void route_smallestDown_goesUp() {
        Route.Serve route = serve(ask("Say hello."), down("v1"));

        assertEquals(List.of("v2", "v3"), route.ladder());
        assertEquals(ReasonCode.HEALTH_UP, route.code());
        assertEquals(Optional.of("v1"), route.unmetTier());
        assertEquals(Optional.empty(), serve(ask("Say hello.")).unmetTier());
        assertFalse(route.degraded());
    }

    @Test
    void route_largestDown_degradesWhereAllowed() {
        RoutingRequest hard = ask("Prove that the square root of 5 is irrational, step by step.");

        Route.Serve degraded = serve(hard, down("v3"));

        assertEquals(List.of("v2"), degraded.ladder());
        assertTrue(degraded.degraded());
        assertEquals(ReasonCode.HEALTH_DEGRADED, degraded.code());
        assertEquals(Optional.of("v3"), degraded.unmetTier());
        Policy strict = Policy.of(new SettingsText("strict.yaml", "degrade: false"));
        Route refused =
                Router.of(strict, PriceList.bundled(), Requests.tiers()).route(hard, down("v3"));
        assertEquals(ReasonCode.TIERS_DOWN, assertInstanceOf(Route.Refuse.class, refused).code());
        assertEquals(Optional.of("v3"), refused.unmetTier());
    }

    @Test
    void route_fullQueue_isSkippedUpwards() {
        Map<String, TierHealth> health = allUp();
        health.put("v1", new TierHealth.Up(64, 64));

        assertEquals("v2", serve(ask("Say hello."), health).initialTier());
    }

    @Test
    void route_objectives_shapeTheLadder() {
        RoutingRequest easy = ask("Say hello.");

        assertEquals(List.of("v1"), serve(easy.withObjective(Objective.LATENCY)).ladder());
        Route.Serve quality = serve(easy.withObjective(Objective.QUALITY));
        assertEquals(List.of("v3"), quality.ladder());
        assertEquals(ReasonCode.OBJECTIVE_QUALITY, quality.code());
    }

    @Test
    void route_noHealthReported_isUnavailable() {
        assertEquals(
                ReasonCode.TIERS_DOWN,
                assertInstanceOf(Route.Refuse.class, ROUTER.route(ask("Say hello."), Map.of()))
                        .code());
    }

    @Test
    void route_always_givesEveryStepsVerdict() {
        List<String> steps =
                serve(ask("Say hello.")).verdicts().stream().map(Verdict::step).toList();

        assertEquals(
                List.of(
                        "tenant",
                        "sensitivity",
                        "privacy",
                        "capability",
                        "capability",
                        "difficulty",
                        "objective",
                        "health"),
                steps);
    }

    @Test
    void of_sameRankTwice_isRefused() {
        List<TierProfile> twice =
                List.of(
                        Requests.tier("a", "m", 1, Zone.PUBLIC, 100),
                        Requests.tier("b", "m", 1, Zone.PUBLIC, 100));

        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Router.of(Policy.bundled(), PriceList.bundled(), twice));
        assertTrue(error.getMessage().contains("'b'"), error.getMessage());
    }

    private static Route.Serve serve(RoutingRequest request) {
        return serve(request, allUp());
    }

    private static Route.Serve serve(RoutingRequest request, Map<String, TierHealth> health) {
        return assertInstanceOf(Route.Serve.class, ROUTER.route(request, health));
    }

    private static Route.Refuse refuse(RoutingRequest request, Map<String, TierHealth> health) {
        return assertInstanceOf(Route.Refuse.class, ROUTER.route(request, health));
    }
}
