package dev.strata.router.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.router.privacy.DetectorKind;
import dev.strata.router.settings.SettingsException;
import dev.strata.router.settings.SettingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTest {

    @Test
    void bundled_asksEveryDetector() {
        Policy policy = Policy.bundled();

        assertEquals(Set.of(DetectorKind.values()), policy.privacy().detectors());
        assertEquals(Objective.COST, policy.objective());
        assertTrue(policy.degrade());
        assertEquals(12, policy.version().length());
    }

    @Test
    void of_partialFile_keepsTheRest() {
        Policy policy =
                of(
                        """
                        objective: latency
                        privacy: {words: [Heron]}
                        capability: {bytes-per-token: {v1: 2.5}}
                        """);

        assertEquals(Objective.LATENCY, policy.objective());
        assertEquals(List.of("Heron"), policy.privacy().words());
        assertEquals(Policy.bundled().privacy().detectors(), policy.privacy().detectors());
        assertEquals(48, policy.capability().promptTokens("v1", 100, 1));
        assertEquals(42, policy.capability().promptTokens("v9", 100, 1));
    }

    @Test
    void version_followsContentNotLayout() {
        assertEquals(
                of("degrade: false\nobjective: cost").version(),
                of("# a comment\nobjective:   cost\ndegrade: false").version());
        assertEquals(Policy.bundled().version(), of("").version());
        assertNotEquals(Policy.bundled().version(), of("degrade: false").version());
    }

    @Test
    void of_manyMistakes_namesEachByItsPath() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                of(
                                        """
                                        objective: fastest
                                        degrade: perhaps
                                        surprise: 1
                                        privacy: {detectors: [email, dna], words: [3], scan-limit-characters: 0}
                                        difficulty: {easy-below: 0.7, hard-from: 0.5, start-rank: {middle: 1.5, hard: 0}}
                                        capability: {bytes-per-token: {v1: 99}}
                                        """));

        for (String path :
                List.of(
                        "'objective'",
                        "'degrade'",
                        "'surprise'",
                        "'privacy.detectors[1]'",
                        "'privacy.words[0]'",
                        "'privacy.scan-limit-characters'",
                        "'difficulty.hard-from'",
                        "'difficulty.start-rank.middle'",
                        "'difficulty.start-rank.hard'",
                        "'capability.bytes-per-token.v1'")) {
            assertTrue(error.getMessage().contains(path), path + " in " + error.getMessage());
        }
        assertTrue(
                error.getMessage().contains("policy 'test.yaml'")
                        || error.getMessage().contains("'test.yaml'"));
    }

    @Test
    void of_textThatIsNoMapping_isRefused() {
        assertThrows(SettingsException.class, () -> of("- a\n- b"));
        assertThrows(SettingsException.class, () -> of("a: [1"));
        assertThrows(SettingsException.class, () -> of("degrade: true\ndegrade: false"));
    }

    @Test
    void load_missingFile_namesIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("policy.yaml");
        SettingsException error = assertThrows(SettingsException.class, () -> Policy.load(file));
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());

        Files.writeString(file, "degrade: false");
        assertEquals(false, Policy.load(file).degrade());
    }

    @Test
    void startRank_followsThresholds() {
        Policy.Difficulty rules = new Policy.Difficulty(.3, .6, 1, 2, 3, true);

        assertEquals(1, rules.startRank(.29));
        assertEquals(2, rules.startRank(.3));
        assertEquals(2, rules.startRank(.59));
        assertEquals(3, rules.startRank(.6));
    }

    private static Policy of(String yaml) {
        return Policy.of(new SettingsText("test.yaml", yaml));
    }

    @Test
    void of_contradictoryRules_namesBothLines() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                of(
                                        """
                                        degrade: true
                                        rules:
                                          - name: stay-in
                                            tenants: [clinic, bank]
                                            zone: private
                                          - name: unrelated
                                            tenants: [shop]
                                            zone: public
                                          - name: go-out
                                            tenants: [bank]
                                            zone: public
                                        """));

        assertEquals(1, error.problems().size(), error.getMessage());
        assertTrue(error.getMessage().contains("'rules[2]' (line 9)"), error.getMessage());
        assertTrue(error.getMessage().contains("'rules[0]' (line 3)"), error.getMessage());
    }

    @Test
    void of_ruleAgainstItsProfile_namesBoth() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                of(
                                        """
                                        profiles:
                                          night:
                                            min-rank: 3
                                            why: the large tier is idle
                                        rules:
                                          - {name: cheap, profiles: [night], max-rank: 2}
                                        """));

        assertTrue(error.getMessage().contains("'rules[0]' (line 6)"), error.getMessage());
        assertTrue(error.getMessage().contains("'profiles.night' (line 3)"), error.getMessage());
    }

    @Test
    void of_rulesThatAgree_areRead() {
        Policy policy =
                of(
                        """
                        rules:
                          - {name: a, tenants: [bank], zone: private}
                          - {name: b, tenants: [bank], min-rank: 2, profiles: [coding]}
                        """);

        assertEquals(2, policy.rules().size());
        assertTrue(policy.rules().getFirst().holds("bank", ""));
        assertTrue(!policy.rules().getLast().holds("bank", ""));
        assertTrue(policy.rules().getLast().holds("bank", "coding"));
    }

    @Test
    void of_wrongRulesAndProfiles_namesTheirPaths() {
        SettingsException error =
                assertThrows(
                        SettingsException.class,
                        () ->
                                of(
                                        """
                                        profiles: {night: {min-rank: 3, max-rank: 2}}
                                        rules: [{name: a, profiles: [nobody], zone: moon}]
                                        quality: [{difficulty: 2, by-rank: [7]}]
                                        privacy: {patterns: ['a(b']}
                                        """));

        for (String path :
                List.of(
                        "'profiles.night.max-rank'",
                        "'profiles.night.why'",
                        "'rules[0].profiles'",
                        "'rules[0].zone'",
                        "'quality[0].difficulty'",
                        "'quality[0].by-rank'",
                        "'privacy.patterns[0]'")) {
            assertTrue(error.getMessage().contains(path), path + " in " + error.getMessage());
        }
    }

    @Test
    void quality_betweenPoints_isStraight() {
        Quality quality =
                new Quality(
                        List.of(
                                new Quality.Point(.2, List.of(.8, .9)),
                                new Quality.Point(.6, List.of(.4, .7))));

        assertEquals(.8, quality.of(0, 1), 1e-9);
        assertEquals(.6, quality.of(.4, 1), 1e-9);
        assertEquals(.8, quality.of(.4, 2), 1e-9);
        assertEquals(.7, quality.of(1, 9), 1e-9);
    }
}
