package dev.strata.engine.serve;

import dev.strata.engine.kv.KvShape;
import dev.strata.engine.speculation.Speculation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides what a model does next. Pure.
 *
 * <p>Requests are admitted by priority, then by age, while their pages fit the budget; cached
 * prefixes make room for them. A prompt is computed by chunks, which take turns with the answers'
 * steps; answers in neighbouring slots step together. Where growing answers outgrow the budget, the
 * least of them is set back to the queue and computed again later.
 */
final class Schedule {
    /** Most tokens of a chunk. */
    static final int CHUNK_TOKENS = 256;

    /**
     * Tokens that a running request is taken to grow by when another is admitted; no request is
     * counted with more than its own upper bound.
     */
    private static final int HEADROOM_TOKENS = 128;

    private Schedule() {}

    /**
     * A request that holds a slot.
     *
     * @param computed tokens in the KV cache
     * @param pending known tokens that are not
     * @param most tokens that it can come to hold
     * @param fresh true before its first turn, which may take known tokens from the prefix cache
     * @param order of submission
     * @param lastTurn when it was computed last; smaller is longer ago
     */
    record Running(
            int slot,
            int computed,
            int pending,
            int most,
            boolean fresh,
            int priority,
            long order,
            long lastTurn) {

        /** Tokens in the KV cache after the next turn, guessed ones included, at most. */
        private int next() {
            int computedNext = fresh ? pending : Math.min(pending, CHUNK_TOKENS);
            return computed
                    + Math.min(
                            Math.max(computedNext, 1 + Speculation.MOST_GUESSED),
                            Math.max(pending, most - computed));
        }
    }

    /**
     * A request that waits.
     *
     * @param tokens that are known
     * @param most tokens that it can come to hold
     * @param order of submission
     */
    record Waiting(int tokens, int most, int priority, long order) {}

    /**
     * What a model has to do.
     *
     * @param slots most requests that run
     * @param cachedBytes of cached prefixes
     * @param kvBudgetBytes most bytes of pages and cached prefixes
     * @param chunkWasLast whether the last action was a chunk
     */
    record View(
            List<Running> running,
            List<Waiting> waiting,
            KvShape shape,
            int slots,
            long cachedBytes,
            long kvBudgetBytes,
            boolean chunkWasLast) {}

    /** What to do. */
    sealed interface Action {}

    /** Give the waiting request at {@code index} the free {@code slot}. */
    record Admit(int index, int slot) implements Action {}

    /** Free {@code slot} and let its request wait again. */
    record SetBack(int slot) implements Action {}

    /** Forget cached prefixes until at most {@code cachedBytes} of them are left. */
    record Evict(long cachedBytes) implements Action {}

    /** Compute the next tokens of the request in {@code slot}. */
    record Chunk(int slot) implements Action {}

    /** Compute one token of each of {@code count} requests from {@code firstSlot} on. */
    record Step(int firstSlot, int count) implements Action {}

    /** Nothing to do. */
    record Rest() implements Action {}

    static Action next(View view) {
        long left = view.kvBudgetBytes() - grown(view);
        if (left < 0 && view.running().size() > 1) {
            return new SetBack(least(view.running()).slot());
        }
        int candidate = first(view.waiting());
        boolean admits = candidate >= 0 && view.running().size() < view.slots();
        if (admits) {
            long then = view.kvBudgetBytes() - promised(view, view.waiting().get(candidate));
            admits = then >= 0 || view.running().isEmpty();
            left = admits ? Math.min(left, then) : left;
        }
        if (view.cachedBytes() > Math.max(0, left)) {
            return new Evict(Math.max(0, left));
        }
        return admits ? new Admit(candidate, freeSlot(view)) : compute(view);
    }

    private static Action compute(View view) {
        List<Running> chunks = view.running().stream().filter(r -> r.pending() > 1).toList();
        List<Running> steps =
                view.running().stream()
                        .filter(r -> r.pending() == 1)
                        .sorted(Comparator.comparingInt(Running::slot))
                        .toList();
        if (!chunks.isEmpty() && (steps.isEmpty() || !view.chunkWasLast())) {
            return new Chunk(chunks.stream().min(URGENCY).orElseThrow().slot());
        }
        return steps.isEmpty() ? new Rest() : neighbours(steps);
    }

    private static final Comparator<Running> URGENCY =
            Comparator.comparingInt(Running::priority).reversed().thenComparingLong(Running::order);

    /** The slots around the one that waited longest. */
    private static Step neighbours(List<Running> steps) {
        int oldest =
                IntStream.range(0, steps.size())
                        .boxed()
                        .min(Comparator.comparingLong(i -> steps.get(i).lastTurn()))
                        .orElseThrow();
        int first = oldest;
        while (first > 0 && steps.get(first - 1).slot() == steps.get(first).slot() - 1) {
            first--;
        }
        int last = oldest;
        while (last + 1 < steps.size()
                && steps.get(last + 1).slot() == steps.get(last).slot() + 1) {
            last++;
        }
        return new Step(steps.get(first).slot(), last - first + 1);
    }

    /** Bytes of pages after each request's next computation. */
    private static long grown(View view) {
        long bytes = 0;
        for (Running r : view.running()) {
            bytes += view.shape().residentBytes(r.next());
        }
        return bytes;
    }

    /** Bytes that all are counted with, {@code candidate} among them. */
    private static long promised(View view, Waiting candidate) {
        long bytes = bound(view, candidate.tokens(), candidate.most());
        for (Running r : view.running()) {
            bytes += bound(view, r.computed() + r.pending(), r.most());
        }
        return bytes;
    }

    /** Bytes of pages that a request with {@code known} tokens is counted with. */
    private static long bound(View view, int known, int most) {
        return view.shape().residentBytes(Math.max(known, Math.min(most, known + HEADROOM_TOKENS)));
    }

    private static int first(List<Waiting> waiting) {
        int first = -1;
        for (int i = 0; i < waiting.size(); i++) {
            if (first < 0 || before(waiting.get(i), waiting.get(first))) {
                first = i;
            }
        }
        return first;
    }

    private static boolean before(Waiting a, Waiting b) {
        return a.priority() > b.priority()
                || (a.priority() == b.priority() && a.order() < b.order());
    }

    private static Running least(List<Running> running) {
        return running.stream().max(URGENCY).orElseThrow();
    }

    private static int freeSlot(View view) {
        for (int slot = 0; ; slot++) {
            int wanted = slot;
            if (view.running().stream().noneMatch(r -> r.slot() == wanted)) {
                return slot;
            }
        }
    }
}
