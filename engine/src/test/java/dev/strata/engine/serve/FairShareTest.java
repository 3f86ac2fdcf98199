package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {

    @Test
    void next_withTwoModels_servesByPriority() {
        double low = 0;
        double high = 0;
        int highTurns = 0;
        for (int turn = 0; turn < 90; turn++) {
            if (FairShare.next(List.of(low, high)) == 0) {
                low = FairShare.charge(low, 1_000, 0);
            } else {
                high = FairShare.charge(high, 1_000, 1);
                highTurns++;
            }
        }
        assertEquals(60, highTurns, 1);
    }
}
