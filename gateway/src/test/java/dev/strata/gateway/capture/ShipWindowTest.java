package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.capture.spool.SpoolRecord.Place;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShipWindowTest {
    private final ShipWindow window =
            new ShipWindow(2, 1000, Duration.ofNanos(100), Duration.ofNanos(300));

    @Test
    void isOpen_fullWindow_closesUntilOneIsSettled() {
        window.sent(1, 10);
        assertTrue(window.isOpen(0));
        window.sent(1, 10);
        assertFalse(window.isOpen(0));

        window.back(1, 10);

        assertTrue(window.isOpen(0));
        assertEquals(1, window.room());
    }

    @Test
    void isOpen_bytesUnderWay_closesUntilTheyAreBack() {
        window.sent(1, 1000);
        assertFalse(window.isOpen(0));

        window.back(1, 1000);

        assertTrue(window.isOpen(0));
        assertTrue(window.isIdle());
    }

    @Test
    void refused_again_pausesTwiceAsLongUpToTheMost() {
        long now = 0;
        for (long pause : new long[] {100, 200, 300, 300}) {
            window.sent(1, 10);
            window.back(1, 10);
            window.refused(new Place(1, now), now);
            assertFalse(window.isOpen(now + pause - 1));
            assertEquals(1, window.waitNanos(now + pause - 1, 1000));
            assertTrue(window.isOpen(now + pause));
            assertEquals(Optional.of(new Place(1, now)), window.nextAgain());
            now += pause;
        }
        window.sent(1, 10);
        window.settled();
        window.sent(1, 10);
        window.back(1, 10);
        window.refused(new Place(2, 0), now);
        assertTrue(window.isOpen(now + 100), "an event that got through resets the pause");
    }

    @Test
    void refused_wholeWindow_countsAsOneRefusal() {
        window.sent(1, 10);
        window.sent(1, 10);
        window.back(1, 10);
        window.refused(new Place(1, 0), 0);
        window.back(1, 10);
        window.refused(new Place(1, 9), 50);

        assertTrue(window.isOpen(100));
        assertFalse(window.isIdle());
        assertEquals(0, window.underWay());
    }
}
