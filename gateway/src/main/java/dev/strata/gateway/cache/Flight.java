package dev.strata.gateway.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A request that runs while equal ones wait for what becomes of it. Thread-safe. */
public final class Flight {
    private final AnswerKey key;
    private final long receivedNanos;
    private final Executor executor;
    private final Consumer<Flight> landed;

    @GuardedBy("this")
    private final List<Consumer<Landing>> waiting = new ArrayList<>(0);

    @GuardedBy("this")
    private boolean over;

    /**
     * A flight under way.
     *
     * @param receivedNanos when its request came, of the monotonic clock
     * @param landed told before anybody who waits
     */
    Flight(AnswerKey key, long receivedNanos, Executor executor, Consumer<Flight> landed) {
        this.key = key;
        this.receivedNanos = receivedNanos;
        this.executor = executor;
        this.landed = landed;
    }

    AnswerKey key() {
        return key;
    }

    long receivedNanos() {
        return receivedNanos;
    }

    /** Waits for its end; false where it is over already. */
    synchronized boolean join(Consumer<Landing> follower) {
        return !over && waiting.add(follower);
    }

    /** Ends it, once: those who wait are told, each on a thread of its own. */
    void land(Landing landing) {
        List<Consumer<Landing>> told;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            told = List.copyOf(waiting);
            waiting.clear();
        }
        landed.accept(this);
        told.forEach(follower -> executor.execute(() -> follower.accept(landing)));
    }
}
