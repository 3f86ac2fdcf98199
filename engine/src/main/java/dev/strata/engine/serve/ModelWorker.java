package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.EngineLoad;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.decode.RawDistribution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * One model's requests, and the computing of them.
 *
 * <p>The engine thread owns it; what other threads touch is guarded by the loop's lock, which those
 * methods say.
 */
final class ModelWorker {

    /** A job with its slot. */
    private static final class Held {
        final Job job;
        final long order;
        final int slot;
        long lastTurn;

        Held(Job job, long order, int slot) {
            this.job = job;
            this.order = order;
            this.slot = slot;
        }
    }

    /** A job that waits. */
    private record Queued(Job job, long order) {}

    private final ModelConfig config;
    private final GraphRunner runner;
    private final RawDistribution raw;
    private final List<Queued> waiting = new ArrayList<>();
    private final List<Held> running = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long orders;
    private long turns;
    private boolean chunkWasLast;
    private boolean closing;
    private double clock;
    private volatile EngineLoad load;

    ModelWorker(ModelConfig config, GraphRunner runner, int vocabulary) {
        this.config = config;
        this.runner = runner;
        this.raw = new RawDistribution(vocabulary);
        this.load = new EngineLoad(0, 0, config.queueCapacity(), 0, config.kvBudgetBytes());
    }

    EngineLoad load() {
        return load;
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
            runner.close();
            closed.countDown();
        }
        return closing;
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
                case Schedule.Chunk _, Schedule.Step _, Schedule.Rest _ -> {
                    return action;
                }
            }
        }
    }

    private Schedule.View view() {
        List<Schedule.Running> held = new ArrayList<>(running.size());
        for (Held each : running) {
            Sequence sequence = each.job.sequence();
            held.add(
                    new Schedule.Running(
                            each.slot,
                            sequence.computed(),
                            sequence.pending(),
                            each.job.priority(),
                            each.order,
                            each.lastTurn));
        }
        List<Schedule.Waiting> queued = new ArrayList<>(waiting.size());
        for (Queued each : waiting) {
            queued.add(
                    new Schedule.Waiting(
                            each.job().sequence().length(), each.job().priority(), each.order()));
        }
        return new Schedule.View(
                held,
                queued,
                runner.kv().shape(),
                config.maxRunning(),
                config.kvBudgetBytes(),
                chunkWasLast);
    }

    private void admit(Queued queued, int slot) {
        running.add(new Held(queued.job(), queued.order(), slot));
        queued.job().admitted();
        publish();
    }

    private void setBack(Held held) {
        release(held);
        held.job.sequence().restart();
        waiting.add(new Queued(held.job, held.order));
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
                    case Schedule.Admit _, Schedule.SetBack _, Schedule.Rest _ -> List.of();
                };
        chunkWasLast = action instanceof Schedule.Chunk;
        turns++;
        try {
            if (chunkWasLast) {
                chunk(computed.getFirst());
            } else {
                step(computed);
            }
        } catch (EngineException e) {
            computed.forEach(held -> held.job.fail(e.code(), e.getMessage()));
        }
        int priority = Integer.MIN_VALUE;
        for (Held held : computed) {
            held.lastTurn = turns;
            priority = Math.max(priority, held.job.priority());
            if (held.job.done()) {
                release(held);
            }
        }
        clock = FairShare.charge(clock, System.nanoTime() - start, priority);
        publish();
    }

    private List<Held> range(int firstSlot, int count) {
        List<Held> range = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            range.add(held(firstSlot + i));
        }
        return range;
    }

    private void chunk(Held held) {
        Sequence sequence = held.job.sequence();
        int firstRow = sequence.firstRow();
        int lastRow = firstRow + GraphRunner.MAX_ROWS - 1;
        int end =
                Math.min(
                        sequence.computed() + Math.min(sequence.pending(), Schedule.CHUNK_TOKENS),
                        lastRow + 1);
        runner.chunk(held.slot, sequence, end - sequence.computed(), Math.min(firstRow, end));
        sequence.advance(end - sequence.computed());
        boolean valid = true;
        for (int position = firstRow; valid && position < end; position++) {
            valid = row(held.job, position, position - firstRow);
        }
    }

    /** A job that breaks breaks alone. */
    private boolean row(Job job, int position, int index) {
        try {
            return job.row(position, runner.logits(index), raw);
        } catch (RuntimeException e) {
            job.fail(
                    EngineError.RUNTIME,
                    "answer of model '%s' broke: %s".formatted(config.name(), e));
            return false;
        }
    }

    private void step(List<Held> batch) {
        Sequence[] sequences = batch.stream().map(h -> h.job.sequence()).toArray(Sequence[]::new);
        runner.step(batch.getFirst().slot, sequences);
        for (int i = 0; i < sequences.length; i++) {
            int position = sequences[i].computed();
            sequences[i].advance(1);
            row(batch.get(i).job, position, i);
        }
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
        load =
                new EngineLoad(
                        running.size(),
                        waiting.size(),
                        config.queueCapacity(),
                        runner.kv().residentBytes(),
                        config.kvBudgetBytes());
    }
}
