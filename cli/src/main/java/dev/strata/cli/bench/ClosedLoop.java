package dev.strata.cli.bench;

import dev.strata.cli.bench.load.Answers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Keeps a fixed number of requests under way: what a gateway can do at most. */
final class ClosedLoop {
    private static final Duration LAST_ANSWER = Duration.ofSeconds(20);

    private final int lanes;
    private final Supplier<? extends CompletableFuture<?>> send;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final CountDownLatch open;
    private volatile boolean stopping;

    private ClosedLoop(int lanes, Supplier<? extends CompletableFuture<?>> send) {
        this.lanes = lanes;
        this.send = send;
        this.open = new CountDownLatch(lanes);
    }

    /**
     * Runs for {@code length} after a first second that is not counted.
     *
     * @return answers a second
     * @throws IllegalStateException where a request failed
     */
    static double perSecond(
            int lanes, Duration length, Supplier<? extends CompletableFuture<?>> send)
            throws InterruptedException {
        return run(lanes, length, send).perSecond();
    }

    /** The same, with the answers of the first second in the count. */
    static Answers run(int lanes, Duration length, Supplier<? extends CompletableFuture<?>> send)
            throws InterruptedException {
        ClosedLoop loop = new ClosedLoop(lanes, send);
        double perSecond = loop.run(length);
        return new Answers(loop.answered.sum(), perSecond);
    }

    /**
     * Runs for {@code length}.
     *
     * @return answers in all
     * @throws IllegalStateException where a request failed
     */
    static long answers(int lanes, Duration length, Supplier<? extends CompletableFuture<?>> send)
            throws InterruptedException {
        return run(lanes, length.minusSeconds(1), send).count();
    }

    private double run(Duration length) throws InterruptedException {
        for (int i = 0; i < lanes; i++) {
            next();
        }
        boolean _ = open.await(1, TimeUnit.SECONDS);
        long before = answered.sum();
        long since = System.nanoTime();
        boolean _ = open.await(length.toMillis(), TimeUnit.MILLISECONDS);
        long after = answered.sum();
        double seconds = (System.nanoTime() - since) / 1e9;
        stopping = true;
        boolean ended = open.await(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        if (failed.sum() > 0 || !ended) {
            throw new IllegalStateException(
                    "%d requests failed and %d were not answered: expected every one answered; see the process's log"
                            .formatted(failed.sum(), open.getCount()));
        }
        return (after - before) / seconds;
    }

    private void next() {
        if (stopping) {
            open.countDown();
            return;
        }
        var _ =
                send.get()
                        .whenComplete((_, error) -> {
                            if (error == null) {
                                answered.increment();
                                next();
                            } else {
                                failed.increment();
                                open.countDown();
                            }
                        });
    }
}
