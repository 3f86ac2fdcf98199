package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.cli.bench.RepeatTrial.Likeness;
import dev.strata.cli.bench.RepeatTrial.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatFiguresTest {
    private static final RepeatFigures FIGURES =
            new RepeatFigures(
                    List.of(100.0, 110.0, 90.0),
                    List.of(200.0, 330.0, 135.0),
                    40,
                    30,
                    Map.of(Likeness.EQUAL, 5, Likeness.NEAR_TIE, 3, Likeness.DIFFERENT, 1));

    @Test
    void json_ofSeveralRounds_holdsMediansOfPairs() {
        var json = FIGURES.json();

        assertEquals(100.0, json.get("plain_tokens_per_second"));
        assertEquals(200.0, json.get("guessing_tokens_per_second"));
        assertEquals(2.0, (double) json.get("ratio"), 1e-9);
        assertEquals(1.5, (double) json.get("ratio_lowest"), 1e-9);
        assertEquals(3.0, (double) json.get("ratio_highest"), 1e-9);
        assertEquals(.75, json.get("right_share"));
        assertEquals(3, json.get("near_tie_answers"));
    }

    @Test
    void compare_answersThatPart_saysWhetherAtANearTie() {
        List<Step> first = List.of(new Step(1, 3), new Step(2, .01f), new Step(3, 2));

        assertEquals(Likeness.EQUAL, RepeatTrial.compare(first, first));
        assertEquals(Likeness.NEAR_TIE, RepeatTrial.compare(first, parting(first, 1)));
        assertEquals(Likeness.DIFFERENT, RepeatTrial.compare(first, parting(first, 2)));
    }

    private static List<Step> parting(List<Step> steps, int at) {
        List<Step> other = new ArrayList<>(steps);
        other.set(at, new Step(99, 0));
        return other;
    }

    @Test
    void cells_ofAModel_areOneRow() {
        assertArrayEquals(
                new Object[] {
                    "v1", "100.0", "200.0", "2.00", "1.50 to 3.00", "30 of 40", "5, 3, 1"
                },
                FIGURES.cells("v1"));
    }
}
