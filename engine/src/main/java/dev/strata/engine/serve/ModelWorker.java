package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.EngineTotals;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.prefix.PrefixCache;
import dev.strata.engine.prefix.PrefixKey;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One model's requests, and the computing of them.
 *
 * <p>The engine thread owns it; what other threads touch is guarded by the loop's lock, which those
 * methods say.
 */
final class ModelWorker {
    private static final System.Logger LOG = System.getLogger(ModelWorker.class.getName());

    private final ModelConfig config;
    private final KvPlan plan;
    private final PrefixCache prefixes;
    private final Speculator speculator = new Speculator();
    private final Runner runner;
    private final Computation computation;
    private final List<Queued> waiting = new ArrayList<>();
    private final List<Held> running = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long orders;
    private long turns;
    private boolean chunkWasLast;
    private boolean closing;
    private boolean freed;
    private double clock;
    private long searchedTokens;
    private long foundTokens;
    private volatile EngineLoad load = new EngineLoad(0, 0, 0, 0, 0, 0);
    private volatile EngineTotals totals = EngineTotals.NONE;

    ModelWorker(ModelConfig config, KvPlan plan, Runner runner, int vocabulary) {
        this.config = config;
        this.plan = plan;
        this.prefixes = PrefixCache.reserve(runner.kv(), plan.prefixBytes());
        this.runner = runner;
        this.computation = new Computation(config.name(), runner, vocabulary);
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
        if (waiting.size() >= config.queueCapacity()) {
            throw new EngineException(
                    EngineError.QUEUE_FULL,
                    "model '%s' has a full queue: expected fewer than %d waiting, got %d; try again later"
                            .formatted(config.name(), config.queueCapacity(), waiting.size()));
        }
        waiting.add(new Queued(job, orders++));
        publish();
    }

    /** Under the lock: from now on nothing is taken, and the next sweep ends all. */
    void close() {
        closing = true;
    }

    /** False once the model is closed, or was given up after a bug. Any thread. */
    boolean isOpen() {
        return closed.getCount() > 0;
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
        for (Iterator<Queued> each = waiting.iterator(); each.hasNext(); ) {
            if (endedEarly(each.next().job(), now)) {
                each.remove();
            }
        }
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
            waiting.forEach(queued -> computation.fail(queued.job(), "the engine broke"));
            running.forEach(held -> computation.fail(held.job, "the engine broke"));
            waiting.clear();
            running.clear();
            publish();
        } finally {
            free();
        }
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
        Instant next = latest;
        for (Queued queued : waiting) {
            Instant deadline = queued.job().deadline().orElse(latest);
            next = deadline.isBefore(next) ? deadline : next;
        }
        return next;
    }

    /** What to do next; admissions are done here at once. Under the lock. */
    Schedule.Action plan() {
        while (true) {
            Schedule.Action action = Schedule.next(view());
            switch (action) {
                case Schedule.Admit(int index, int slot) -> admit(waiting.remove(index), slot);
                case Schedule.SetBack(int slot) -> setBack(held(slot));
                case Schedule.Evict(long cachedBytes) -> prefixes.evict(cachedBytes);
                case Schedule.Chunk _, Schedule.Step _, Schedule.Rest _ -> {
                    return action;
                }
            }
        }
    }

    private Schedule.View view() {
        return new Schedule.View(
                running.stream().map(Held::view).toList(),
                waiting.stream().map(Queued::view).toList(),
                runner.kv().shape(),
                config.maxRunning(),
                prefixes.residentBytes(),
                plan.budgetBytes(),
                chunkWasLast);
    }

    private void admit(Queued queued, int slot) {
        running.add(new Held(queued.job(), queued.order(), slot));
        queued.job().admitted();
        publish();
    }

    private void setBack(Held held) {
        held.job.sequence().startAt(0);
        waiting.add(new Queued(held.job, held.order));
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
    void perform(Schedule.Action action) {
        long start = System.nanoTime();
        List<Held> computed =
                switch (action) {
                    case Schedule.Chunk(int slot) -> List.of(held(slot));
                    case Schedule.Step(int first, int count) -> range(first, count);
                    case Schedule.Admit _, Schedule.SetBack _, Schedule.Evict _, Schedule.Rest _ ->
                            List.of();
                };
        chunkWasLast = action instanceof Schedule.Chunk;
        turns++;
        computed.forEach(this::search);
        if (chunkWasLast) {
            computation.chunk(computed.getFirst());
        } else {
            step(computed);
        }
        int priority = Integer.MIN_VALUE;
        for (Held held : computed) {
            held.lastTurn = turns;
            priority = Math.max(priority, held.job.priority());
            keep(held);
            if (held.job.done()) {
                release(held);
            }
        }
        clock = FairShare.charge(clock, System.nanoTime() - start, priority);
        publish();
    }

    /** Computes one token of each answer, or of each its guess, whichever is expected to pay. */
    private void step(List<Held> answers) {
        if (config.reuse().guesses() && speculator.guess(answers)) {
            speculator.verify(answers, computation);
        } else {
            speculator.step(answers, computation);
        }
    }

    /** Takes the beginning of a request that has not been computed from the prefix cache. */
    private void search(Held held) {
        Optional<PrefixKey> key = held.job.prefixKey();
        if (held.searched || plan.prefixBytes() == 0 || key.isEmpty()) {
            held.searched = true;
            return;
        }
        held.searched = true;
        Sequence sequence = held.job.sequence();
        int limit = sequence.firstRow();
        int found = prefixes.load(key.get(), sequence.known(), limit, held.slot);
        sequence.startAt(found);
        held.job.found(found);
        searchedTokens += limit;
        foundTokens += found;
    }

    /** Caches a prompt once it is computed, and prompt and answer at the end. */
    private void keep(Held held) {
        Sequence sequence = held.job.sequence();
        boolean prompt = !held.kept && sequence.pending() <= 1;
        if (plan.prefixBytes() == 0 || !(prompt || held.job.done())) {
            return;
        }
        held.kept = true;
        long room = plan.budgetBytes() - runner.kv().residentBytes();
        held.job
                .prefixKey()
                .ifPresent(key -> prefixes.store(key, sequence.held(), held.slot, room));
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
                        searchedTokens, foundTokens, speculator.guessed(), speculator.right());
        load =
                new EngineLoad(
                        running.size(),
                        waiting.size(),
                        config.queueCapacity(),
                        runner.kv().residentBytes(),
                        prefixes.residentBytes(),
                        plan.budgetBytes());
    }
}
