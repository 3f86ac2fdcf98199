package dev.strata.engine.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.batch.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A model's requests that wait, bounded. Guarded by the loop's lock. */
final class WaitingLine {

    /** A job that waits. */
    private record Queued(Job job, long order) {}

    private final String model;
    private final int capacity;
    private final List<Queued> queue = new ArrayList<>();
    private final Map<String, Long> admitted = new HashMap<>();
    private long orders;
    private long admissions;

    WaitingLine(String model, int capacity) {
        this.model = model;
        this.capacity = capacity;
    }

    /**
     * Puts a new job at the end.
     *
     * @throws EngineException QUEUE_FULL
     */
    void offer(Job job) {
        if (queue.size() >= capacity) {
            throw new EngineException(
                    EngineError.QUEUE_FULL,
                    "model '%s' has a full queue: expected fewer than %d waiting, got %d; try again later"
                            .formatted(model, capacity, queue.size()));
        }
        queue.add(new Queued(job, orders++));
    }

    /** Puts a job that ran back to where its age belongs. */
    void offerAgain(Held held) {
        queue.add(new Queued(held.job, held.order));
    }

    /** Takes the job at {@code index} of {@link #view}, for {@code slot}. */
    Held admit(int index, int slot) {
        Queued queued = queue.remove(index);
        admitted.put(queued.job().caller(), admissions++);
        return new Held(queued.job(), queued.order(), slot);
    }

    /** What waits, in any order. */
    List<Waiting> view() {
        return queue.stream()
                .map(each ->
                        new Waiting(
                                each.job().caller(),
                                each.job().priority(),
                                each.order(),
                                each.job().sequence().length(),
                                each.job().mostTokens()))
                .toList();
    }

    /** When each caller of whom anything waits was admitted last, in admissions. */
    Map<String, Long> admitted() {
        Set<String> callers =
                queue.stream().map(each -> each.job().caller()).collect(Collectors.toSet());
        admitted.keySet().retainAll(callers); // nothing is remembered of who is gone
        return admitted;
    }

    /** Drops the jobs that {@code ended} says have ended. */
    void removeIf(Predicate<Job> ended) {
        queue.removeIf(each -> ended.test(each.job()));
    }

    /** When the first of them is late, or {@code latest}. */
    Instant nextDeadline(Instant latest) {
        Instant next = latest;
        for (Queued each : queue) {
            Instant deadline = each.job().deadline().orElse(latest);
            next = deadline.isBefore(next) ? deadline : next;
        }
        return next;
    }

    int size() {
        return queue.size();
    }

    int capacity() {
        return capacity;
    }
}
