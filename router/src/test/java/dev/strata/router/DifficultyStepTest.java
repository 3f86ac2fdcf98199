package dev.strata.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.cascade.Prior;
import dev.strata.router.difficulty.PromptSigns;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a request begins when it is known how well models answer such prompts. */
class DifficultyStepTest {
    private static final String PROMPT = "Which river runs through Vienna and Budapest?";
    private static final String CHOICE =
            "Which is a mammal?\nA. trout\nB. whale\nC. eagle\nD. newt\nAnswer with the letter only.";

    @Test
    void route_middleTierExpectedToAnswerWell_beginsThere() {
        Route.Serve route = serve(Policy.bundled(), tiers(prior(-3, 0), prior(2, -6)), PROMPT);

        assertEquals(List.of("v2", "v3"), route.ladder());
        assertEquals(ReasonCode.EXPECTED_WELL, route.code());
        assertTrue(
                route.verdicts().stream()
                        .anyMatch(
                                v -> v.finding().contains("'v2' answers well with a probability")),
                route.verdicts().toString());
    }

    @Test
    void route_smallestExpectedToAnswerWell_beginsThere() {
        Route.Serve route = serve(Policy.bundled(), tiers(prior(2, 0), prior(2, -6)), PROMPT);

        assertEquals("v1", route.initialTier());
    }

    @Test
    void route_nobodyExpectedToAnswerWell_goesToTheLargest() {
        Route.Serve route = serve(Policy.bundled(), tiers(prior(-3, 0), prior(2, -6)), CHOICE);

        assertEquals(List.of("v3"), route.ladder());
        assertEquals(ReasonCode.EXPECTED_POORLY, route.code());
    }

    @Test
    void route_hardPrompt_goesToTheLargestWhateverIsExpected() {
        String hard = "Prove that the square root of 5 is irrational, step by step.";

        Route.Serve route = serve(Policy.bundled(), tiers(prior(9, 0), prior(9, 0)), hard);

        assertEquals(List.of("v3"), route.ladder());
        assertEquals(ReasonCode.DIFFICULTY_HARD, route.code());
    }

    @Test
    void route_priorsSwitchedOff_beginsByDifficulty() {
        Policy policy = Policy.of(new SettingsText("p.yaml", "difficulty: {use-priors: false}"));

        Route.Serve route = serve(policy, tiers(prior(-9, 0), prior(-9, 0)), PROMPT);

        assertEquals("v2", route.initialTier());
        assertEquals(ReasonCode.DIFFICULTY_MIDDLE, route.code());
    }

    @Test
    void route_easyPrompt_beginsAtTheSmallestWhateverIsExpected() {
        Route.Serve route = serve(Policy.bundled(), tiers(prior(-9, 0), prior(9, 0)), "Say hello.");

        assertEquals("v1", route.initialTier());
        assertEquals(ReasonCode.DIFFICULTY_EASY, route.code());
    }

    private static Route.Serve serve(Policy policy, List<TierProfile> tiers, String prompt) {
        Router router = Router.of(policy, PriceList.bundled(), tiers);
        return assertInstanceOf(
                Route.Serve.class, router.route(Requests.ask(prompt), Requests.allUp()));
    }

    private static List<TierProfile> tiers(Prior small, Prior middle) {
        List<Optional<Prior>> priors =
                List.of(Optional.of(small), Optional.of(middle), Optional.empty());
        List<TierProfile> tiers = new ArrayList<>();
        for (TierProfile tier : Requests.tiers()) {
            tiers.add(
                    new TierProfile(
                            tier.name(),
                            tier.model(),
                            tier.rank(),
                            tier.zone(),
                            tier.contextTokens(),
                            tier.capabilities(),
                            tier.price(),
                            priors.get(tiers.size())));
        }
        return tiers;
    }

    /** Begins from a probability of one half. */
    private static Prior prior(double bias, double options) {
        List<Double> weights = new ArrayList<>();
        for (String name : Prior.NAMES) {
            weights.add(name.equals("bias") ? bias : name.equals("prompt-options") ? options : 0);
        }
        assertEquals(2 + PromptSigns.NAMES.size(), weights.size());
        return new Prior(weights, .5);
    }
}
