package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioOfMeansTest {
    @Test
    void interval_sameRatioInEveryRound_isThatRatio() {
        RatioOfMeans ratio =
                new RatioOfMeans(List.of(100.0, 200.0, 400.0), List.of(102.0, 204.0, 408.0));

        assertEquals(.02, ratio.added(), 1e-9);
        assertEquals(.02, ratio.interval()[0], 1e-9);
        assertEquals(.02, ratio.interval()[1], 1e-9);
    }

    @Test
    void interval_roundsThatScatter_holdsTheRatio() {
        RatioOfMeans ratio =
                new RatioOfMeans(
                        List.of(100.0, 101.0, 99.0, 100.0), List.of(110.0, 90.0, 104.0, 100.0));

        assertTrue(ratio.interval()[0] < ratio.added());
        assertTrue(ratio.interval()[1] > ratio.added());
    }

    @Test
    void new_differentCounts_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RatioOfMeans(List.of(1.0), List.of(1.0, 2.0)));
    }
}
