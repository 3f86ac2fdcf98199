package dev.strata.engine.batch;

/**
 * A request that holds a slot.
 *
 * @param slot its place in the slabs
 * @param caller who asks
 * @param priority larger runs earlier
 * @param order of submission
 * @param computed tokens in the KV cache
 * @param pending known tokens that are not
 * @param most tokens that it can come to hold
 * @param fresh true before its first turn, which may take known tokens from the prefix cache
 * @param lastTurn when it was computed last; smaller is longer ago
 */
public record Running(
        int slot,
        String caller,
        int priority,
        long order,
        int computed,
        int pending,
        int most,
        boolean fresh,
        long lastTurn) {

    /** Whether its prompt is computed, so that every turn gives a token of its answer. */
    boolean answers() {
        return pending == 1;
    }
}
