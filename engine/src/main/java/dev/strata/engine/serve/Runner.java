package dev.strata.engine.serve;

import dev.strata.engine.kv.KvSlabs;

/** Computes tokens of one model: logits out, keys and values kept. Owned by the engine thread. */
interface Runner extends AutoCloseable {

    /** Where it keeps keys and values. */
    KvSlabs kv();

    /**
     * Computes {@code tokens} tokens of one sequence.
     *
     * @param firstRow the first position whose logits are wanted; the rest of the chunk follows
     */
    void chunk(int slot, Sequence sequence, int tokens, int firstRow);

    /** Computes one token of each sequence; the first one's slot is {@code firstSlot}. */
    void step(int firstSlot, Sequence... sequences);

    /** The logits of the last computation's row {@code index}; the next call overwrites them. */
    float[] logits(int index);

    /** Frees its memory. */
    @Override
    void close();
}
