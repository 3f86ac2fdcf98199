package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatFiguresTest {
    private static final RepeatFigures FIGURES =
            new RepeatFigures(
                    List.of(100.0, 110.0, 90.0), List.of(200.0, 330.0, 135.0), 40, 30, .75);

    @Test
    void json_ofSeveralRounds_holdsMediansOfPairs() {
        var json = FIGURES.json();

        assertEquals(100.0, json.get("plain_tokens_per_second"));
        assertEquals(200.0, json.get("guessing_tokens_per_second"));
        assertEquals(2.0, (double) json.get("ratio"), 1e-9);
        assertEquals(1.5, (double) json.get("ratio_lowest"), 1e-9);
        assertEquals(3.0, (double) json.get("ratio_highest"), 1e-9);
        assertEquals(.75, json.get("right_share"));
    }

    @Test
    void cells_ofAModel_areOneRow() {
        assertArrayEquals(
                new Object[] {"v1", "100.0", "200.0", "2.00", "1.50 to 3.00", "30 of 40", "75%"},
                FIGURES.cells("v1"));
    }
}
