package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.EngineTotals;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.batch.Decision;
import dev.strata.engine.batch.Scheduler;
import dev.strata.engine.batch.State;
import dev.strata.engine.kv.KvSlabs;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * One model's requests, and the computing of them.
 *
 * <p>The engine thread owns it; what other threads touch is guarded by the loop's lock, which those
 * methods say.
 */
final class ModelWorker {
    private static final System.Logger LOG = System.getLogger(ModelWorker.class.getName());

    /** So long that chunks are small until one was measured. */
    private static final double UNKNOWN = 1e9;

    private final ModelConfig config;
    private final KvPlan plan;
    private final Prefixes prefixes;
    private final Speculator speculator = new Speculator();
    private final Runner runner;
    private final Computation computation;
    private final WaitingLine line;
    private final List<Held> running = new CopyOnWriteArrayList<>(); // see giveUp
    private final CountDownLatch closed = new CountDownLatch(1);
    private long turns;
    private long chunkTurn;
    private long computedNanos;
    private double promptNanos = UNKNOWN;
    private double moveNanosPerByte = .4; // until one was measured
    private boolean closing;
    private boolean freed;
    private volatile boolean givenUp;
    private double clock;
    private volatile EngineLoad load = new EngineLoad(0, 0, 0, 0, 0, 0);
    private volatile EngineTotals totals = EngineTotals.NONE;

    ModelWorker(ModelConfig config, KvPlan plan, Runner runner, int vocabulary) {
        this.config = config;
        this.plan = plan;
        this.prefixes = new Prefixes(plan, runner.kv());
        this.line = new WaitingLine(config.name(), config.queueCapacity());
        this.runner = runner;
        this.computation =
                new Computation(
                        config.name(), new GuardedRunner(runner, () -> givenUp), vocabulary);
        publish();
    }

    EngineLoad load() {
        return load;
    }

    EngineTotals totals() {
        return totals;
    }

    /** Under the lock. */
    void offer(Job job) {
        if (closing) {
            throw new EngineException(
                    EngineError.CLOSED,
                    "model '%s' is closed: expected an open model, got a request; open it again"
                            .formatted(config.name()));
        }
        line.offer(job);
        publish();
    }

    /** Under the lock: from now on nothing is taken, and the next sweep ends all. */
    void close() {
        closing = true;
    }

    /** False once the model is closed, or was given up after a bug. Any thread. */
    boolean isOpen() {
        return closed.getCount() > 0 && !givenUp;
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /**
     * Ends what was cancelled, what is late, and, where the model closes, everything. Under the
     * lock.
     *
     * @return true when the model is closed and its memory freed
     */
    boolean sweep(Instant now) {
        line.removeIf(job -> endedEarly(job, now));
        for (Held held : List.copyOf(running)) {
            if (endedEarly(held.job, now)) {
                release(held);
            }
        }
        publish();
        if (closing) {
            free();
        }
        return closing;
    }

    /** Fails all requests and frees the memory, whatever else is broken. Under the lock. */
    void abandon() {
        closing = true;
        try {
            failAll("the engine broke");
            running.clear();
            publish();
        } finally {
            free();
        }
    }

    /**
     * Fails all requests while the engine thread is inside a computation that hangs; should that
     * ever end, its results are dropped and the memory is freed. Under the lock, on another thread.
     */
    void giveUp(String why) {
        givenUp = true;
        closing = true;
        failAll(why);
    }

    private void failAll(String why) {
        line.removeIf(job -> {
            computation.fail(job, why);
            return true;
        });
        running.forEach(held -> computation.fail(held.job, why));
    }

    /** Once, and so that whoever waits for the close goes on. */
    private void free() {
        if (freed) {
            return;
        }
        freed = true;
        try {
            prefixes.close();
            runner.close();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "memory of model '" + config.name() + "' was not freed", e);
        } finally {
            closed.countDown();
        }
    }

    private boolean endedEarly(Job job, Instant now) {
        if (job.done()) {
            return true;
        }
        if (closing || job.cancelled()) {
            job.endCancelled();
        } else if (job.deadline().isPresent() && !now.isBefore(job.deadline().get())) {
            job.fail(
                    EngineError.DEADLINE,
                    "request is late: expected an answer before %s, got %s; allow more time"
                            .formatted(job.deadline().get(), now));
        }
        return job.done();
    }

    /** When the first waiting request is late; under the lock. */
    Instant nextDeadline(Instant latest) {
        return line.nextDeadline(latest);
    }

    /** What to do next; admissions are done here at once. Under the lock. */
    Decision plan() {
        while (true) {
            Decision decision = Scheduler.next(state());
            switch (decision) {
                case Decision.Admit(int index, int slot) -> admit(line.admit(index, slot));
                case Decision.SetBack(int slot) -> setBack(held(slot));
                case Decision.Evict(long cachedBytes) -> prefixes.evict(cachedBytes);
                case Decision.Chunk _, Decision.Step _, Decision.Move _, Decision.Rest _ -> {
                    return decision;
                }
            }
        }
    }

    private State state() {
        KvSlabs kv = runner.kv();
        return new State(
                running.stream().map(Held::view).toList(),
                line.view(),
                line.admitted(),
                new State.Memory(
                        kv.shape(),
                        config.maxRunning(),
                        prefixes.residentBytes(),
                        plan.budgetBytes()),
                new State.Pace(chunkTurn, promptNanos, speculator.stepNanos(), moveNanosPerByte));
    }

    private void admit(Held held) {
        running.add(held);
        held.job.admitted();
        publish();
    }

    private void setBack(Held held) {
        held.job.sequence().startAt(0);
        line.offerAgain(held);
        release(held);
        publish();
    }

    private void release(Held held) {
        running.remove(held);
        runner.kv().free(held.slot);
    }

    private Held held(int slot) {
        return running.stream().filter(h -> h.slot == slot).findFirst().orElseThrow();
    }

    /** Computes; without the lock. */
    void perform(Decision decision) {
        long start = System.nanoTime();
        List<Held> computed =
                switch (decision) {
                    case Decision.Chunk(int slot, int tokens) -> chunk(held(slot), tokens);
                    case Decision.Step(int first, int count) -> step(range(first, count));
                    case Decision.Move(int from, int to) -> move(held(from), to);
                    case Decision.Admit _, Decision.SetBack _, Decision.Evict _, Decision.Rest _ ->
                            List.of();
                };
        turns++;
        chunkTurn = decision instanceof Decision.Chunk ? turns : chunkTurn;
        int priority = Integer.MIN_VALUE;
        for (Held held : computed) {
            held.lastTurn = decision instanceof Decision.Move ? held.lastTurn : turns;
            priority = Math.max(priority, held.job.priority());
            prefixes.keep(held);
            if (held.job.done()) {
                release(held);
            }
        }
        long took = System.nanoTime() - start;
        computedNanos += took;
        clock = FairShare.charge(clock, took, priority);
        publish();
    }

    private List<Held> chunk(Held held, int tokens) {
        prefixes.search(held);
        int before = held.job.sequence().computed();
        long start = System.nanoTime();
        computation.chunk(held, tokens);
        int computed = held.job.sequence().computed() - before;
        if (computed >= Scheduler.SHORT_CHUNK_TOKENS) {
            double each = (System.nanoTime() - start) / (double) computed;
            boolean slower = each > promptNanos || promptNanos == UNKNOWN;
            promptNanos = slower ? each : promptNanos + .3 * (each - promptNanos);
        }
        return List.of(held);
    }

    /** Computes one token of each answer, or of each its guess, whichever is expected to pay. */
    private List<Held> step(List<Held> answers) {
        answers.forEach(prefixes::search);
        if (config.reuse().guesses() && speculator.guess(answers)) {
            speculator.verify(answers, computation);
        } else {
            speculator.step(answers, computation);
        }
        return answers;
    }

    private List<Held> move(Held held, int to) {
        long bytes = runner.kv().residentBytes(held.slot);
        long start = System.nanoTime();
        runner.kv().move(held.slot, to);
        held.slot = to;
        moveNanosPerByte += .3 * ((System.nanoTime() - start) / (double) bytes - moveNanosPerByte);
        return List.of(held);
    }

    private List<Held> range(int firstSlot, int count) {
        List<Held> range = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            range.add(held(firstSlot + i));
        }
        return range;
    }

    /** The model's clock of {@link FairShare}. */
    double clock() {
        return clock;
    }

    /** An idle model does not save its share up. */
    void notBefore(double time) {
        clock = Math.max(clock, time);
    }

    private void publish() {
        totals =
                new EngineTotals(
                        prefixes.searchedTokens(),
                        prefixes.foundTokens(),
                        speculator.guessed(),
                        speculator.right(),
                        computedNanos);
        load =
                new EngineLoad(
                        running.size(),
                        line.size(),
                        line.capacity(),
                        runner.kv().residentBytes(),
                        prefixes.residentBytes(),
                        plan.budgetBytes());
    }
}
