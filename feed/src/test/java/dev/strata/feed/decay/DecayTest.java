package dev.strata.feed.decay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecayTest {
    private static final YearMonth BEGIN = YearMonth.of(2025, 10);
    private static final int QUESTIONS = 400;

    /** Question q is answered rightly while fewer than that are. */
    private static EvaluationMonth month(int after, int right) {
        TreeMap<String, Double> scores = new TreeMap<>();
        for (int q = 0; q < QUESTIONS; q++) {
            scores.put("q%04d".formatted(q), q < right ? 1.0 : 0.0);
        }
        return new EvaluationMonth(BEGIN.plusMonths(after), Map.of("v2", scores));
    }

    private static Decay decay(List<EvaluationMonth> months) {
        return Decay.of("v2", months).orElseThrow();
    }

    @Test
    void of_fallsByATwentiethOfItsBeginInAYear_saysFivePercent() {
        Decay decay = decay(List.of(month(0, 200), month(6, 195), month(12, 190)));

        assertEquals(5, decay.yearlyPercent(), 1e-9);
        assertEquals(QUESTIONS, decay.questions());
        assertEquals(.475, decay.means().lastEntry().getValue(), 1e-12);
        assertTrue(decay.interval().low() < 5 && decay.interval().high() > 5);
        assertEquals(Decay.Verdict.UNCLEAR, decay.against(5));
    }

    @Test
    void of_halfOfAYear_isScaledToAYear() {
        assertEquals(10, decay(List.of(month(0, 200), month(6, 190))).yearlyPercent(), 1e-9);
    }

    @Test
    void against_nothingLost_isWithin() {
        Decay decay = decay(List.of(month(0, 200), month(1, 200), month(2, 200)));

        assertEquals(0, decay.yearlyPercent(), 1e-9);
        assertEquals(Decay.Verdict.WITHIN, decay.against(5));
    }

    @Test
    void against_aThirdLost_isBeyond() {
        List<EvaluationMonth> months = new ArrayList<>();
        for (int m = 0; m <= 12; m++) {
            months.add(month(m, 300 - 9 * m));
        }

        Decay decay = decay(months);

        assertEquals(Decay.Verdict.BEYOND, decay.against(5));
        assertEquals(36, decay.yearlyPercent(), 1e-9);
    }

    @Test
    void of_otherQuestions_comparesThoseThatAllMonthsAsked() {
        EvaluationMonth smaller =
                new EvaluationMonth(
                        BEGIN.plusMonths(1),
                        Map.of("v2", new TreeMap<>(Map.of("q0000", 1.0, "other", 0.0))));

        Decay decay = decay(List.of(month(0, 200), smaller));

        assertEquals(1, decay.questions());
        assertEquals(0, decay.yearlyPercent(), 1e-9);
    }

    @Test
    void of_modelThatOneMonthDidNotAsk_isEmpty() {
        EvaluationMonth without = new EvaluationMonth(BEGIN.plusMonths(1), Map.of());

        assertEquals(Optional.empty(), Decay.of("v2", List.of(month(0, 200), without)));
    }
}
