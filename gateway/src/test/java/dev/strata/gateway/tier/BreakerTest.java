package dev.strata.gateway.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(new BreakerState.Rule(3, 100), now::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.tryCall();
            breaker.failed();
        }
    }

    @Test
    void tryCall_fewFailures_staysClosed() {
        fail(2);

        assertTrue(breaker.tryCall());
        assertEquals(0, breaker.gauge());
    }

    @Test
    void tryCall_failuresInARow_opens() {
        fail(3);

        assertFalse(breaker.tryCall());
        assertEquals(2, breaker.gauge());
    }

    @Test
    void tryCall_successBetween_staysClosed() {
        fail(2);
        breaker.succeeded();
        fail(2);

        assertTrue(breaker.tryCall());
    }

    @Test
    void tryCall_afterTheWait_letsOneThrough() {
        fail(3);
        now.set(100);

        assertTrue(breaker.tryCall());
        assertEquals(1, breaker.gauge());
        assertFalse(breaker.tryCall());
    }

    @Test
    void succeeded_halfOpen_closes() {
        fail(3);
        now.set(100);
        breaker.tryCall();
        breaker.succeeded();

        assertTrue(breaker.tryCall());
        assertEquals(0, breaker.gauge());
    }

    @Test
    void failed_halfOpen_opensAgain() {
        fail(3);
        now.set(100);
        breaker.tryCall();
        breaker.failed();

        assertFalse(breaker.tryCall());
        now.set(200);
        assertTrue(breaker.tryCall());
    }

    @Test
    void tryCall_probeNeverReports_letsAnotherThroughLater() {
        fail(3);
        now.set(100);
        breaker.tryCall();
        now.set(200);

        assertTrue(breaker.tryCall());
    }
}
