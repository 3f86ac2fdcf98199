package dev.strata.engine.batch;

import dev.strata.engine.kv.KvShape;
import java.util.List;
import java.util.Map;

/**
 * What a model has to do, and with what.
 *
 * @param running requests that hold a slot
 * @param waiting requests that do not
 * @param admitted when each caller was admitted last, in admissions; callers never admitted are not
 *     in it
 * @param memory what there is
 * @param pace what turns take
 */
public record State(
        List<Running> running,
        List<Waiting> waiting,
        Map<String, Long> admitted,
        Memory memory,
        Pace pace) {

    public State {
        running = List.copyOf(running);
        waiting = List.copyOf(waiting);
        admitted = Map.copyOf(admitted);
    }

    /**
     * The memory that a model may use.
     *
     * @param shape of a token's keys and values
     * @param slots most requests that run
     * @param cachedBytes of cached prefixes
     * @param budgetBytes most bytes of pages and cached prefixes
     */
    public record Memory(KvShape shape, int slots, long cachedBytes, long budgetBytes) {}

    /**
     * How long turns take.
     *
     * @param chunkTurn when a prompt's chunk was computed last; answers with an earlier last turn
     *     have waited for it
     * @param promptNanos of a prompt's token in a chunk
     * @param stepNanos of a step of one answer
     * @param moveNanosPerByte of keys and values
     */
    public record Pace(
            long chunkTurn, double promptNanos, double stepNanos, double moveNanosPerByte) {}
}
