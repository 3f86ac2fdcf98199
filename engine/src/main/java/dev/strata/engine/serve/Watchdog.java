package dev.strata.engine.serve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices a computation that does not end. {@link #begin} and {@link #end} are called by the thread
 * that computes, everything else by any.
 */
final class Watchdog implements AutoCloseable {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Duration limit;
    private final Consumer<Duration> hangs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long began = NOTHING;

    /**
     * @param limit the longest that a computation may take
     * @param hangs runs once, on the watchdog's thread, with the time that one took so far
     */
    Watchdog(Duration limit, Consumer<Duration> hangs) {
        this.limit = limit;
        this.hangs = hangs;
    }

    void start() {
        Thread.ofPlatform().name("strata-watchdog").daemon().start(this::watch);
    }

    void begin() {
        began = System.nanoTime();
    }

    void end() {
        began = NOTHING;
    }

    private void watch() {
        try {
            while (!closed.await(Math.max(1, limit.toMillis() / 4), TimeUnit.MILLISECONDS)) {
                long since = began;
                Duration taken = Duration.ofNanos(System.nanoTime() - since);
                if (since != NOTHING && taken.compareTo(limit) > 0) {
                    hangs.accept(taken);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
