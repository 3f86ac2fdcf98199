package dev.strata.tier.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastResortTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @Test
    void watch_deadEngine_endsTheProcess() throws Exception {
        AtomicBoolean dead = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        LastResort resort =
                new LastResort(
                        () -> looks.incrementAndGet() > 3 && dead.get(),
                        AT_ONCE,
                        AT_ONCE,
                        ended::countDown);

        resort.start(new StartupEvent());
        dead.set(true);

        assertTrue(ended.await(20, TimeUnit.SECONDS));
        assertTrue(looks.get() > 3);
    }

    @Test
    void watch_processThatEndsInOrder_isLeftToIt() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        LastResort resort =
                new LastResort(
                        () -> {
                            looked.countDown();
                            return true;
                        },
                        Duration.ofMinutes(10),
                        AT_ONCE,
                        () -> ended.set(true));
        resort.start(new StartupEvent());
        assertTrue(looked.await(20, TimeUnit.SECONDS));

        resort.stop();

        assertFalse(ended.get());
    }
}
