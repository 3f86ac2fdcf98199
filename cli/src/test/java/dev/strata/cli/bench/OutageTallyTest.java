package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutageTallyTest {
    @Test
    void of_everyDurableEventOnce_isWhole() {
        OutageTally tally =
                OutageTally.of(
                        Set.of("a", "b", "c"),
                        Set.of("a", "b"),
                        Set.of("a"),
                        Set.of("a", "c"),
                        List.of("c", "a"));

        assertEquals(new OutageTally(3, 2, 2, 0, 0, 1), tally);
        assertTrue(tally.isWhole());
    }

    @Test
    void of_lostOrDoubledEvent_isNotWhole() {
        OutageTally lost =
                OutageTally.of(
                        Set.of("a"), Set.of(), Set.of(), Set.of("a", "b"), List.of("a", "x"));
        OutageTally doubled =
                OutageTally.of(Set.of("a"), Set.of(), Set.of(), Set.of("a"), List.of("a", "a"));

        assertEquals(1, lost.lost());
        assertFalse(lost.isWhole());
        assertEquals(1, doubled.duplicated());
        assertFalse(doubled.isWhole());
        assertEquals(new OutageTally(2, 3, 3, 1, 1, 0), lost.plus(doubled));
    }

    @Test
    void isWhole_nothingDurable_isFalse() {
        assertFalse(OutageTally.of(Set.of(), Set.of(), Set.of(), Set.of(), List.of()).isWhole());
    }
}
