package dev.strata.engine.kv;

import java.lang.foreign.MemorySegment;

/**
 * The keys and values of all running requests of a model.
 *
 * <p>For each layer one slab of keys and one of values, (slots, heads, capacity, head dimension).
 * Neighbouring slots of a slab are one tensor of a batch. Address space is reserved whole; memory
 * is taken where a token was written, and given back when its slot is freed. One thread at a time.
 */
public final class KvSlabs implements AutoCloseable {
    private final KvShape shape;
    private final int slots;
    private final int capacity;
    private final long slotBytes;
    private final int[] written;
    private final ReservedMemory memory;

    private KvSlabs(KvShape shape, int slots, int capacity) {
        this.shape = shape;
        this.slots = slots;
        this.capacity = capacity;
        this.slotBytes = (long) shape.heads() * capacity * shape.headDimension() * Float.BYTES;
        this.written = new int[slots];
        this.memory = ReservedMemory.reserve(2 * shape.layers() * slots * slotBytes);
    }

    /** Reserves {@code slots} slots of at least {@code contextTokens} tokens. */
    public static KvSlabs reserve(KvShape shape, int slots, int contextTokens) {
        return new KvSlabs(shape, slots, shape.capacity(contextTokens));
    }

    /** What is kept of every token. */
    public KvShape shape() {
        return shape;
    }

    /** Tokens that a slot has room for. */
    public int capacity() {
        return capacity;
    }

    /** The keys of {@code layer}, from {@code firstSlot} to the slab's end. */
    public MemorySegment keys(int layer, int firstSlot) {
        return slab(2 * layer, firstSlot);
    }

    /** The values of {@code layer}, from {@code firstSlot} to the slab's end. */
    public MemorySegment values(int layer, int firstSlot) {
        return slab(2 * layer + 1, firstSlot);
    }

    /**
     * Notes that the first {@code tokens} tokens of {@code slot} are, or are about to be, written.
     */
    public void touch(int slot, int tokens) {
        written[slot] = Math.max(written[slot], tokens);
    }

    /**
     * Moves what {@code from} holds to {@code to}, which holds nothing; {@code from} is free then.
     */
    public void move(int from, int to) {
        long bytes = (long) written[from] * shape.headDimension() * Float.BYTES;
        for (int slab = 0; slab < 2 * shape.layers(); slab++) {
            for (int head = 0; head < shape.heads(); head++) {
                MemorySegment.copy(
                        memory.segment(),
                        offset(slab, from, head),
                        memory.segment(),
                        offset(slab, to, head),
                        bytes);
            }
        }
        written[to] = written[from];
        free(from);
    }

    /** Forgets what {@code slot} holds and gives its memory back. */
    public void free(int slot) {
        if (written[slot] == 0) {
            return;
        }
        for (int slab = 0; slab < 2 * shape.layers(); slab++) {
            memory.giveBack(offset(slab, slot), slotBytes);
        }
        written[slot] = 0;
    }

    /** Bytes of all pages that were touched and not given back. */
    public long residentBytes() {
        long bytes = 0;
        for (int tokens : written) {
            bytes += shape.residentBytes(tokens);
        }
        return bytes;
    }

    /** Bytes of the pages that {@code slot} touched. */
    public long residentBytes(int slot) {
        return shape.residentBytes(written[slot]);
    }

    /** Bytes that the system counts as resident; slow, for tests. */
    long measuredBytes() {
        return memory.residentBytes();
    }

    /** All slabs. */
    MemorySegment segment() {
        return memory.segment();
    }

    /** Where in {@link #segment} the tokens of a head begin. */
    long offset(int slab, int slot, int head) {
        return offset(slab, slot) + (long) head * capacity * shape.headDimension() * Float.BYTES;
    }

    private MemorySegment slab(int slab, int firstSlot) {
        return memory.segment().asSlice(offset(slab, firstSlot), (slots - firstSlot) * slotBytes);
    }

    private long offset(int slab, int slot) {
        return (((long) slab * slots) + slot) * slotBytes;
    }

    @Override
    public void close() {
        memory.close();
    }
}
