package dev.strata.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Sends requests at random times of a fixed mean rate, whether or not earlier ones were answered,
 * and measures each from its own sending: a late timer of the sender counts for nobody.
 *
 * <p>Several ways are sent by turns, drawn at random, in one run: whatever else the machine does
 * meets all of them alike.
 */
final class OpenLoop {
    private static final long SEED = 20_261_122;
    private static final Duration LAST_ANSWER = Duration.ofSeconds(20);

    private final int perSecond;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    /**
     * @param perSecond requests a second of each way
     */
    OpenLoop(int perSecond) {
        this.perSecond = perSecond;
    }

    /** One way's requests of one run. */
    private static final class Way {
        private final Supplier<? extends CompletableFuture<?>> send;
        private final AtomicLongArray took;

        Way(Supplier<? extends CompletableFuture<?>> send, int count) {
            this.send = send;
            this.took = new AtomicLongArray(count);
        }

        void send(int index, CountDownLatch open) {
            long sent = System.nanoTime();
            var _ =
                    send.get()
                            .whenComplete((_, error) -> {
                                if (error == null) {
                                    took.set(index, System.nanoTime() - sent);
                                }
                                open.countDown();
                            });
        }

        Latencies latencies(int sent) {
            long[] answered =
                    IntStream.range(0, sent).mapToLong(took::get).filter(t -> t > 0).toArray();
            return new Latencies(answered, sent - answered.length);
        }
    }

    /** The latencies of each way, in the order given. */
    List<Latencies> run(Duration length, List<Supplier<? extends CompletableFuture<?>>> sends)
            throws InterruptedException {
        int count = (int) (length.toMillis() * perSecond / 1000) * sends.size();
        List<Way> ways = sends.stream().map(send -> new Way(send, count)).toList();
        int[] sent = new int[ways.size()];
        CountDownLatch open = new CountDownLatch(count);
        long at = System.nanoTime();
        for (int i = 0; i < count; i++) {
            at += (long) (-Math.log(1 - random.nextDouble()) / (perSecond * ways.size()) * 1e9);
            awaitNanoTime(at);
            int way = random.nextInt(ways.size());
            ways.get(way).send(sent[way]++, open);
        }
        boolean _ = open.await(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        return IntStream.range(0, sent.length)
                .mapToObj(way -> ways.get(way).latencies(sent[way]))
                .toList();
    }

    private static void awaitNanoTime(long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
