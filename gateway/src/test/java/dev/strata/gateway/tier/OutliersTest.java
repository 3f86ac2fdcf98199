package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.tier.Outliers.Window;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final Outliers.Rule RULE = new Outliers.Rule(10, .5);

    private static List<Integer> found(Window... replicas) {
        return Outliers.of(List.of(replicas), RULE);
    }

    @Test
    void of_oneFailsOften_isFound() {
        assertEquals(
                List.of(1),
                found(
                        new Window(20, 1, false),
                        new Window(20, 10, false),
                        new Window(9, 0, false)));
    }

    @Test
    void of_allFailAlike_blamesNone() {
        assertEquals(List.of(), found(new Window(20, 15, false), new Window(20, 14, false)));
    }

    @Test
    void of_tooFewCalls_saysNothing() {
        assertEquals(List.of(), found(new Window(9, 9, false), new Window(20, 0, false)));
    }

    @Test
    void of_halfAreOut_leavesTheRestIn() {
        assertEquals(
                List.of(),
                found(new Window(20, 20, false), new Window(0, 0, true), new Window(20, 0, false)));
        assertEquals(
                List.of(2, 0),
                found(
                        new Window(20, 12, false),
                        new Window(50, 0, false),
                        new Window(20, 19, false),
                        new Window(50, 0, false)));
        assertEquals(List.of(), found(new Window(20, 20, false)));
    }

    @Test
    void tryRetry_overItsShare_isRefusedUntilTheWindowPassed() {
        AtomicLong now = new AtomicLong();
        RetryBudget budget = new RetryBudget(.2, now::get);
        for (int i = 0; i < 5; i++) {
            assertTrue(budget.tryRetry());
        }
        assertFalse(budget.tryRetry());
        for (int i = 0; i < 10; i++) {
            budget.requested();
        }
        assertTrue(budget.tryRetry());
        assertTrue(budget.tryRetry());
        assertFalse(budget.tryRetry());

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertFalse(budget.tryRetry());
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertTrue(budget.tryRetry());
        assertFalse(new RetryBudget(0, now::get).tryRetry());
    }
}
