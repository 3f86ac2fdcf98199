package dev.strata.cli.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Sends requests at random times of a fixed mean rate, whether or not earlier ones were answered,
 * and measures each from its own sending: a late timer of the sender counts for nobody.
 */
final class OpenLoop {
    private static final long SEED = 20_261_122;
    private static final Duration LAST_ANSWER = Duration.ofSeconds(20);

    private final int perSecond;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    OpenLoop(int perSecond) {
        this.perSecond = perSecond;
    }

    Latencies run(Duration length, Supplier<CompletableFuture<?>> send)
            throws InterruptedException {
        int count = (int) (length.toMillis() * perSecond / 1000);
        AtomicLongArray took = new AtomicLongArray(count);
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(count);
        long at = System.nanoTime();
        for (int i = 0; i < count; i++) {
            at += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
            awaitNanoTime(at);
            int index = i;
            long sent = System.nanoTime();
            var _ =
                    send.get()
                            .whenComplete((_, error) -> {
                                if (error == null) {
                                    took.set(index, System.nanoTime() - sent);
                                } else {
                                    failed.incrementAndGet();
                                }
                                open.countDown();
                            });
        }
        boolean all = open.await(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        int lost = all ? 0 : (int) open.getCount();
        long[] answered = new long[count];
        int filled = 0;
        for (int i = 0; i < count; i++) {
            if (took.get(i) > 0) {
                answered[filled++] = took.get(i);
            }
        }
        return new Latencies(Arrays.copyOf(answered, filled), failed.get() + lost);
    }

    private static void awaitNanoTime(long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
