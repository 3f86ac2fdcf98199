package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.batch.Decision;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that computes, and the lock before it. Thread-safe.
 *
 * <p>A second thread watches it: a computation that takes longer than the limit hangs inside native
 * code, from where nothing can call it back. All requests then fail, and the models serve no more.
 */
public final class EngineLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EngineLoop.class.getName());
    private static final Duration LONG_WHILE = Duration.ofHours(1);

    /** A model and what it computes now. */
    private record Turn(ModelWorker worker, Decision action) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ModelWorker> workers = new ArrayList<>();
    private final Thread thread;
    private final Watchdog watchdog;
    private boolean stopping;
    private boolean hung;

    private EngineLoop(InstantSource clock, Duration turnLimit) {
        this.clock = clock;
        this.thread = new Thread(this::run, "strata-engine");
        this.watchdog = new Watchdog(turnLimit, this::giveUp);
    }

    /**
     * Starts the thread, and the one that watches it.
     *
     * @param turnLimit the longest that one computation may take
     */
    public static EngineLoop start(InstantSource clock, Duration turnLimit) {
        EngineLoop loop = new EngineLoop(clock, turnLimit);
        loop.thread.setDaemon(true);
        loop.thread.start();
        loop.watchdog.start();
        return loop;
    }

    void add(ModelWorker worker) {
        lock.lock();
        try {
            if (stopping) {
                throw new EngineException(
                        EngineError.CLOSED,
                        "engine is closed: expected a running engine, got a model; start another");
            }
            workers.add(worker);
        } finally {
            lock.unlock();
        }
    }

    void submit(ModelWorker worker, Job job) {
        lock.lock();
        try {
            worker.offer(job);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Has the thread look at all requests again. */
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the model's requests and frees its memory, then returns. */
    void close(ModelWorker worker) {
        lock.lock();
        try {
            worker.close();
            changed.signal();
        } finally {
            lock.unlock();
        }
        awaitClosed(worker);
    }

    private void run() {
        try {
            for (Turn turn = next(); turn != null; turn = next()) {
                watchdog.begin();
                turn.worker().perform(turn.action());
                watchdog.end();
            }
        } catch (Throwable e) {
            abandon();
            LOG.log(Level.ERROR, "engine thread broke; its models answer no more", e);
            throw e;
        } finally {
            watchdog.close();
        }
    }

    /** Waits for something to compute; null when the engine stops. */
    private @Nullable Turn next() {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                workers.removeIf(worker -> worker.sweep(now));
                if (stopping && workers.isEmpty()) {
                    return null;
                }
                Turn turn = choose();
                if (turn != null) {
                    return turn;
                }
                await(now);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Turn choose() {
        List<Turn> ready = new ArrayList<>(workers.size());
        List<Double> clocks = new ArrayList<>(workers.size());
        for (ModelWorker worker : workers) {
            Decision action = worker.plan();
            if (!(action instanceof Decision.Rest)) {
                ready.add(new Turn(worker, action));
                clocks.add(worker.clock());
            }
        }
        int next = FairShare.next(clocks);
        if (next < 0) {
            return null;
        }
        double time = clocks.get(next);
        workers.forEach(worker -> worker.notBefore(time));
        return ready.get(next);
    }

    private void await(Instant now) {
        Instant until = now.plus(LONG_WHILE);
        for (ModelWorker worker : workers) {
            until = worker.nextDeadline(until);
        }
        try {
            long _ =
                    changed.awaitNanos(Math.max(1_000_000, Duration.between(now, until).toNanos()));
        } catch (InterruptedException e) {
            stopping = true;
            workers.forEach(ModelWorker::close);
        }
    }

    private void awaitClosed(ModelWorker worker) {
        lock.lock();
        try {
            if (hung) {
                return; // its memory is in use for ever
            }
        } finally {
            lock.unlock();
        }
        try {
            worker.awaitClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A computation hangs: nobody waits for it. */
    private void giveUp(Duration taken) {
        lock.lock();
        try {
            hung = true;
            stopping = true;
            LOG.log(
                    Level.ERROR,
                    "a computation hangs: expected its end within the limit, got none after %d s; all models serve no more, start the process again"
                            .formatted(taken.toSeconds()));
            workers.forEach(worker -> worker.giveUp("a computation hangs"));
        } finally {
            lock.unlock();
        }
    }

    /** After a bug: nobody waits for ever. */
    private void abandon() {
        lock.lock();
        try {
            stopping = true;
            for (ModelWorker worker : workers) {
                try {
                    worker.abandon();
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.ERROR, "a model could not be given up in order", e);
                }
            }
            workers.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the thread has ended, so that nothing computes any more. */
    public boolean hasEnded() {
        return !thread.isAlive();
    }

    /**
     * Closes all models and ends the thread; does not wait for a computation that hangs.
     * Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            workers.forEach(ModelWorker::close);
            changed.signal();
            if (hung) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
