package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private final ClockSkew skew = new ClockSkew("tier:9100");

    @Test
    void take_clockTenMinutesAhead_isThatLessHalfOfTheWay() {
        skew.take(NOW.plusSeconds(600).toEpochMilli(), NOW, 2_000_000_000);

        assertEquals(601, skew.seconds());
    }

    @Test
    void take_clockBehind_isNegative() {
        skew.take(NOW.minusSeconds(600).toEpochMilli(), NOW, 0);

        assertEquals(-600, skew.seconds());
    }

    @Test
    void take_processThatDoesNotTell_isNone() {
        skew.take(0, NOW, 5_000_000);

        assertEquals(0, skew.seconds());
    }
}
