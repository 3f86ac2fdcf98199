package dev.strata.engine.batch;

import dev.strata.engine.batch.Decision.Admit;
import dev.strata.engine.batch.Decision.Chunk;
import dev.strata.engine.batch.Decision.Evict;
import dev.strata.engine.batch.Decision.Move;
import dev.strata.engine.batch.Decision.Rest;
import dev.strata.engine.batch.Decision.SetBack;
import dev.strata.engine.batch.Decision.Step;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.speculation.Speculation;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Decides what a model does next. Pure. */
public final class Scheduler {
    /*
     * Admission: by priority; among equals the caller who runs least and was admitted longest ago,
     * so that one caller's hundred requests do not hold up another's one; then by age. A request is
     * admitted while its pages fit the budget, cached prefixes making room; the first in line that
     * does not fit keeps the others waiting, or it would wait for ever.
     *
     * Latency: while answers are under way, prompts are computed by chunks of about a tenth of a
     * second, or the smallest ones, and after each every answer gets a token. So prompts wait for
     * little but other prompts. Prompts that are less urgent than an answer have the smallest
     * chunks. Alone, prompts are computed by the chunks that cost least.
     *
     * Holes: a step needs neighbouring slots. A prompt between two answers takes part in their step
     * with its next token. Over a free slot the last answer is moved, where copying it costs less
     * than the second step that the hole costs until that answer may end.
     */

    /** Most tokens of a chunk. */
    public static final int CHUNK_TOKENS = 256;

    /** Tokens of a chunk, at most, while answers wait for it and more would take too long. */
    public static final int SHORT_CHUNK_TOKENS = 64;

    /** What a larger chunk may take while answers wait for it. */
    private static final double CHUNK_NANOS = 1e8;

    /**
     * Tokens that a running request is taken to grow by when another is admitted; no request is
     * counted with more than its own upper bound.
     */
    private static final int HEADROOM_TOKENS = 128;

    private static final Comparator<Running> URGENCY =
            Comparator.comparingInt(Running::priority).reversed().thenComparingLong(Running::order);

    private Scheduler() {}

    /** What to do in {@code state}. */
    public static Decision next(State state) {
        long left = state.memory().budgetBytes() - grown(state);
        if (left < 0 && state.running().size() > 1) {
            return new SetBack(state.running().stream().max(URGENCY).orElseThrow().slot());
        }
        int candidate = state.running().size() < state.memory().slots() ? first(state) : -1;
        if (candidate >= 0) {
            long then = state.memory().budgetBytes() - promised(state, candidate);
            boolean fits = then >= 0 || state.running().isEmpty();
            candidate = fits ? candidate : -1;
            left = fits ? Math.min(left, then) : left;
        }
        if (state.memory().cachedBytes() > Math.max(0, left)) {
            return new Evict(Math.max(0, left));
        }
        return candidate >= 0 ? new Admit(candidate, freeSlot(state, 0)) : compute(state);
    }

    private static Decision compute(State state) {
        List<Running> prompts = state.running().stream().filter(r -> !r.answers()).toList();
        boolean answers = prompts.size() < state.running().size();
        if (!prompts.isEmpty() && !answersWait(state)) {
            Running prompt = prompts.stream().min(URGENCY).orElseThrow();
            return new Chunk(
                    prompt.slot(), answers ? chunkBesideAnswers(prompt, state) : CHUNK_TOKENS);
        }
        return answers ? step(state) : new Rest();
    }

    /** Whether an answer got nothing since a prompt's chunk was computed. */
    private static boolean answersWait(State state) {
        return state.running().stream()
                .anyMatch(r -> r.answers() && r.lastTurn() < state.pace().chunkTurn());
    }

    private static int chunkBesideAnswers(Running prompt, State state) {
        boolean lessUrgent =
                state.running().stream()
                        .anyMatch(r -> r.answers() && r.priority() > prompt.priority());
        int tokens = lessUrgent ? SHORT_CHUNK_TOKENS : CHUNK_TOKENS;
        while (tokens > SHORT_CHUNK_TOKENS && tokens * state.pace().promptNanos() > CHUNK_NANOS) {
            tokens /= 2;
        }
        return tokens;
    }

    /** The neighbouring slots around the answer that waited longest, or the move to join them. */
    private static Decision step(State state) {
        List<Running> all =
                state.running().stream().sorted(Comparator.comparingInt(Running::slot)).toList();
        Running last = all.reversed().stream().filter(Running::answers).findFirst().orElseThrow();
        Running first = all.stream().filter(Running::answers).findFirst().orElseThrow();
        int hole = freeSlot(state, first.slot());
        if (hole < last.slot() && paysToMove(state, last)) {
            return new Move(last.slot(), hole);
        }
        int oldest =
                IntStream.range(0, all.size())
                        .filter(i -> all.get(i).answers())
                        .boxed()
                        .min(Comparator.comparingLong(i -> all.get(i).lastTurn()))
                        .orElseThrow();
        int from = oldest;
        int to = oldest;
        for (int i = oldest - 1; i >= 0 && all.get(i).slot() == all.get(i + 1).slot() - 1; i--) {
            from = all.get(i).answers() ? i : from;
        }
        for (int i = oldest + 1;
                i < all.size() && all.get(i).slot() == all.get(i - 1).slot() + 1;
                i++) {
            to = all.get(i).answers() ? i : to;
        }
        return new Step(all.get(from).slot(), to - from + 1);
    }

    /** Whether copying an answer costs less than its own steps until it may end. */
    private static boolean paysToMove(State state, Running answer) {
        double copy =
                state.memory().shape().residentBytes(answer.computed())
                        * state.pace().moveNanosPerByte();
        return copy < (answer.most() - answer.computed()) / 2.0 * state.pace().stepNanos();
    }

    /** Bytes of pages after each request's next computation. */
    private static long grown(State state) {
        long bytes = 0;
        for (Running r : state.running()) {
            // Before its first turn all of it may come from the prefix cache; guesses are written.
            int next = r.fresh() ? r.pending() : Math.min(r.pending(), CHUNK_TOKENS);
            int guessed = Math.max(next, 1 + Speculation.MOST_GUESSED);
            int most = Math.max(r.pending(), r.most() - r.computed());
            bytes += state.memory().shape().residentBytes(r.computed() + Math.min(guessed, most));
        }
        return bytes;
    }

    /** Bytes that all are counted with, the waiting request at {@code candidate} among them. */
    private static long promised(State state, int candidate) {
        KvShape shape = state.memory().shape();
        Waiting asked = state.waiting().get(candidate);
        long bytes = bound(shape, asked.tokens(), asked.most());
        for (Running r : state.running()) {
            bytes += bound(shape, r.computed() + r.pending(), r.most());
        }
        return bytes;
    }

    /** Bytes of pages that a request with {@code known} tokens is counted with. */
    private static long bound(KvShape shape, int known, int most) {
        return shape.residentBytes(Math.max(known, Math.min(most, known + HEADROOM_TOKENS)));
    }

    /** The waiting request that is next in line; -1 where none waits. */
    private static int first(State state) {
        Comparator<Waiting> line =
                Comparator.comparingInt(Waiting::priority)
                        .reversed()
                        .thenComparingLong(w -> runs(state, w.caller()))
                        .thenComparingLong(w -> state.admitted().getOrDefault(w.caller(), -1L))
                        .thenComparingLong(Waiting::order);
        return IntStream.range(0, state.waiting().size())
                .boxed()
                .min(Comparator.comparing(state.waiting()::get, line))
                .orElse(-1);
    }

    private static long runs(State state, String caller) {
        return state.running().stream().filter(r -> r.caller().equals(caller)).count();
    }

    /** The lowest slot from {@code from} on that nobody has. */
    private static int freeSlot(State state, int from) {
        BitSet taken = new BitSet();
        state.running().forEach(r -> taken.set(r.slot()));
        return taken.nextClearBit(from);
    }
}
