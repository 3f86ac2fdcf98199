package dev.strata.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.feed.error.FeedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MonthNameTest {
    @Test
    void of_last_isTheMonthBeforeInUtc() {
        assertEquals("2025-12", MonthName.of("last", Instant.parse("2026-01-02T03:00:00Z")));
        assertEquals("2026-10", MonthName.of("last", Instant.parse("2026-11-01T00:00:00Z")));
    }

    @Test
    void of_anotherWord_isRefused() {
        FeedException refused =
                assertThrows(FeedException.class, () -> MonthName.of("2026-13", Instant.EPOCH));

        assertTrue(refused.getMessage().contains("got 2026-13"), refused.getMessage());
        assertEquals("2026-12", MonthName.of("2026-12", Instant.EPOCH));
    }
}
