package dev.strata.router.planted;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.privacy.DetectorKind;
import dev.strata.router.settings.SettingsText;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrivacyEvaluationTest {
    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 10;

    @Test
    void leaked_everyDetectorLanguageAndDisguise_isNothing() {
        List<PlantedPrompt> planted = PlantedPrompts.of(SEED, ROUNDS);

        List<PlantedPrompt> leaked = PrivacyEvaluation.standard().leaked(planted);

        assertEquals(List.of(), leaked);
        assertTrue(planted.size() >= 3000, "only " + planted.size());
        for (DetectorKind kind : DetectorKind.values()) {
            List<PlantedPrompt> ofKind = planted.stream().filter(p -> p.kind() == kind).toList();
            Set<Disguise> disguises = ofKind.stream().map(PlantedPrompt::disguise).collect(toSet());
            Set<Disguise> fitting = EnumSet.allOf(Disguise.class);
            fitting.removeIf(disguise -> !disguise.fits(kind));
            assertEquals(fitting, disguises, kind.toString());
            assertEquals(
                    Set.of("en", "zh"),
                    ofKind.stream().map(PlantedPrompt::language).collect(toSet()));
        }
    }

    /** A router that looks for nothing leaks nearly all: the evaluation can fail. */
    @Test
    void leaked_withoutDetectors_isNearlyAll() {
        List<PlantedPrompt> planted = PlantedPrompts.of(SEED, 1);
        SettingsText blind = new SettingsText("blind.yaml", "privacy: {detectors: []}");

        List<PlantedPrompt> leaked = PrivacyEvaluation.of(blind).leaked(planted);

        assertEquals(planted, leaked);
    }

    @Test
    void of_sameSeed_givesSamePrompts() {
        assertEquals(PlantedPrompts.of(7, 1), PlantedPrompts.of(7, 1));
        assertTrue(!PlantedPrompts.of(7, 1).equals(PlantedPrompts.of(8, 1)));
    }

    @Test
    void alarms_ordinaryPrompts_areNone() {
        List<String> ordinary = List.of("What is the capital of France?", "证明根号三是无理数。");

        assertEquals(List.of(), PrivacyEvaluation.standard().alarms(ordinary));
        assertEquals(
                List.of("mail a@b.co"),
                PrivacyEvaluation.standard().alarms(List.of("mail a@b.co")));
    }
}
