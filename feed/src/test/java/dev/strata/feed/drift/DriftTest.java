package dev.strata.feed.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.Rows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftTest {
    @Test
    void psi_knownShares_isTheKnownValue() {
        // (.6-.5) ln(.6/.5) + (.4-.5) ln(.4/.5)
        assertEquals(
                0.040546, Drift.psi(Map.of("a", 50L, "b", 50L), Map.of("a", 60L, "b", 40L)), 1e-6);
        assertEquals(0, Drift.psi(Map.of("a", 3L), Map.of("a", 300L)), 1e-12);
    }

    @Test
    void jensenShannon_nothingInCommon_isOne() {
        assertEquals(1, Drift.jensenShannon(Map.of("a", 5L), Map.of("b", 9L)), 1e-12);
        assertEquals(0, Drift.jensenShannon(Map.of("a", 5L), Map.of("a", 9L)), 1e-12);
    }

    @Test
    void between_otherDomain_saysAct() {
        Profile before = profile("law", 0.1);
        Profile now = profile("code", 0.1);

        List<Drift.Measure> measures = Drift.between(before, now);

        assertTrue(measures.contains(new Drift.Measure("domain", "js", 1, "act")), "" + measures);
        assertTrue(
                measures.contains(new Drift.Measure("difficulty", "psi", 0, "ok")), "" + measures);
        assertEquals(List.of(), Drift.between(Profile.empty(), now));
    }

    private static Profile profile(String domain, double difficulty) {
        Profile profile = Profile.empty();
        for (int i = 0; i < 10; i++) {
            profile.add(Rows.row("" + i, "q", "a").domain(domain).difficulty(difficulty).build());
        }
        return profile;
    }
}
