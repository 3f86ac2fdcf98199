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

/** The one thread that computes, and the lock before it. Thread-safe. */
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
    private boolean stopping;

    private EngineLoop(InstantSource clock) {
        this.clock = clock;
        this.thread = new Thread(this::run, "strata-engine");
    }

    /** Starts the thread. */
    public static EngineLoop start(InstantSource clock) {
        EngineLoop loop = new EngineLoop(clock);
        loop.thread.setDaemon(true);
        loop.thread.start();
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
        try {
            worker.awaitClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Turn turn = next(); turn != null; turn = next()) {
                turn.worker().perform(turn.action());
            }
        } catch (Throwable e) {
            abandon();
            LOG.log(Level.ERROR, "engine thread broke; its models answer no more", e);
            throw e;
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

    /** Closes all models and ends the thread. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            workers.forEach(ModelWorker::close);
            changed.signal();
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
