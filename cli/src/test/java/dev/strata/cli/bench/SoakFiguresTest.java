package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoakFiguresTest {
    private static SoakFigures.Minute minute(int number, int heapMiB) {
        return new SoakFigures.Minute(
                number, 100, number == 1 ? 2 : 0, new JavaMemory(300L << 20, (long) heapMiB << 20));
    }

    @Test
    void growth_ofLooks_isTheLargestLaterOneOverTheFirst() {
        SoakFigures flat = new SoakFigures(300, List.of(minute(0, 100), minute(1, 104)));
        SoakFigures grown =
                new SoakFigures(300, List.of(minute(0, 100), minute(1, 120), minute(2, 90)));

        assertEquals(.04, flat.growth(), 1e-9);
        assertFalse(flat.report().notes().getFirst().contains("missed"));
        assertEquals(.2, grown.growth(), 1e-9);
        assertTrue(grown.report().notes().getFirst().contains("5% (missed)"));
    }

    @Test
    void json_ofLooks_hasEachMinute() {
        SoakFigures figures = new SoakFigures(300, List.of(minute(0, 100), minute(1, 90)));

        assertEquals(2, figures.failed());
        assertEquals(
                "{minutes=1, rate=300, failed=2, heap_mib=[100.0, 90.0],"
                        + " resident_mib=[300, 300], heap_growth=-0.1, wanted_heap_growth=0.05}",
                figures.report().json().toString());
    }

    @Test
    void make_oneLook_isRefused() {
        List<SoakFigures.Minute> one = List.of(minute(0, 100));

        assertThrows(IllegalArgumentException.class, () -> new SoakFigures(300, one));
    }
}
