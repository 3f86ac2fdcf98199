package dev.strata.engine.kv;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Keys and values of short runs of tokens, kept apart from the slots that computed them.
 *
 * <p>Blocks of {@value #TOKENS} tokens over all layers, (slabs, heads, {@value #TOKENS}, head
 * dimension), in memory that is resident only while a block is taken. One thread at a time.
 */
public final class KvBlocks implements AutoCloseable {
    /** Tokens of a block. */
    public static final int TOKENS = 16;

    private final KvSlabs slabs;
    private final long blockBytes;
    private final int capacity;
    private final BitSet taken = new BitSet();
    private int takenBlocks;
    private final ReservedMemory memory;

    private KvBlocks(KvSlabs slabs, long blockBytes, int capacity) {
        this.slabs = slabs;
        this.blockBytes = blockBytes;
        this.capacity = capacity;
        this.memory = ReservedMemory.reserve(Math.max(1, capacity) * blockBytes);
    }

    /** Reserves as many blocks beside {@code slabs} as {@code budgetBytes} hold. */
    public static KvBlocks reserve(KvSlabs slabs, long budgetBytes) {
        long bytes = bytesOf(slabs.shape());
        return new KvBlocks(slabs, bytes, (int) Math.min(budgetBytes / bytes, Integer.MAX_VALUE));
    }

    private static long bytesOf(KvShape shape) {
        long page = ReservedMemory.PAGE_BYTES;
        return Math.ceilDiv(shape.bytesPerToken() * TOKENS, page) * page;
    }

    /** Bytes of one block. */
    public long blockBytes() {
        return blockBytes;
    }

    /** Bytes of all taken blocks. */
    public long residentBytes() {
        return takenBlocks * blockBytes;
    }

    /** Bytes that the system counts as resident; slow, for tests. */
    long measuredBytes() {
        return memory.residentBytes();
    }

    /** A block that nobody has; empty where all are taken. */
    public OptionalInt take() {
        int block = taken.nextClearBit(0);
        if (block >= capacity) {
            return OptionalInt.empty();
        }
        taken.set(block);
        takenBlocks++;
        return OptionalInt.of(block);
    }

    /** Gives a taken block and its memory back. */
    public void giveBack(int block) {
        memory.giveBack(block * blockBytes, blockBytes);
        taken.clear(block);
        takenBlocks--;
    }

    /** Copies {@value #TOKENS} tokens of {@code slot}, from position {@code at} on, to a block. */
    public void store(int block, int slot, int at) {
        copy(block, slot, at, TOKENS, true);
    }

    /** Copies the first {@code tokens} tokens of a block to {@code slot}, position {@code at}. */
    public void load(int block, int slot, int at, int tokens) {
        slabs.touch(slot, at + tokens);
        copy(block, slot, at, tokens, false);
    }

    private void copy(int block, int slot, int at, int tokens, boolean toBlock) {
        KvShape shape = slabs.shape();
        MemorySegment slots = slabs.segment();
        MemorySegment blocks = memory.segment();
        long rowBytes = (long) shape.headDimension() * Float.BYTES;
        long inBlock = block * blockBytes;
        for (int slab = 0; slab < 2 * shape.layers(); slab++) {
            for (int head = 0; head < shape.heads(); head++) {
                long inSlot = slabs.offset(slab, slot, head) + at * rowBytes;
                if (toBlock) {
                    MemorySegment.copy(slots, inSlot, blocks, inBlock, tokens * rowBytes);
                } else {
                    MemorySegment.copy(blocks, inBlock, slots, inSlot, tokens * rowBytes);
                }
                inBlock += TOKENS * rowBytes;
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
