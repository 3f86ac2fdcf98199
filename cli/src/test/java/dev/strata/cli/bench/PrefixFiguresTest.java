package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrefixFiguresTest {
    private static final PrefixFigures FIGURES =
            new PrefixFigures(List.of(1000.0, 800.0, 1200.0), List.of(100.0, 200.0, 60.0), 511);

    @Test
    void json_ofSeveralRounds_holdsMediansAndTheInterval() {
        Map<String, Object> json = FIGURES.json();

        assertEquals(1000.0, json.get("cold_ms"));
        assertEquals(100.0, json.get("repeated_ms"));
        assertEquals(.1, (double) json.get("ratio"), 1e-9);
        assertEquals(.05, (double) json.get("ratio_lowest"), 1e-9);
        assertEquals(.25, (double) json.get("ratio_highest"), 1e-9);
        assertEquals(511, json.get("cached_tokens"));
    }

    @Test
    void cells_ofAModel_areOneRow() {
        assertArrayEquals(
                new Object[] {"v1", "1000 ms", "100 ms", 511, "0.100", "0.050 to 0.250"},
                FIGURES.cells("v1"));
    }
}
