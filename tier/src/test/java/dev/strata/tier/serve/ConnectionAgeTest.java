package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionAgeTest {
    @Test
    void connectionAge_tooShort_isRefusedByName() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ConnectionAge(Duration.ofMillis(999), Duration.ZERO));

        assertEquals(
                "strata.tier.max-connection-age is too short: expected 0s or 1s or more, got PT0.999S; correct it",
                error.getMessage());
    }

    @Test
    void connectionAge_negativeGrace_isRefusedByName() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ConnectionAge(Duration.ofMinutes(1), Duration.ofSeconds(-1)));

        assertEquals(
                "strata.tier.max-connection-age-grace is too short: expected 0s or more, got PT-1S; correct it",
                error.getMessage());
    }

    @Test
    void connectionAge_zero_isAllowed() {
        assertDoesNotThrow(() -> new ConnectionAge(Duration.ZERO, Duration.ZERO));
    }
}
