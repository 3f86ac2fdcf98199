package dev.strata.engine.serve;

import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.ReservedMemory;
import java.lang.foreign.MemorySegment;

/**
 * The memory behind the graph's small inputs and its logits.
 *
 * @param embeddings f32[tokens, hidden]
 * @param lengths i32[batch]: tokens of each sequence, less one
 * @param longest i32: tokens of the longest sequence
 * @param wanted i64[rows]: positions whose logits are wanted
 * @param hidden f32[rows, hidden]: these positions, where a graph ends in front of the head
 * @param logits f32[rows, vocabulary]
 */
record StepBuffers(
        ReservedMemory memory,
        MemorySegment embeddings,
        MemorySegment lengths,
        MemorySegment longest,
        MemorySegment wanted,
        MemorySegment hidden,
        MemorySegment logits)
        implements AutoCloseable {

    /**
     * @param tokens most tokens of a computation
     * @param slots most sequences of a computation
     */
    static StepBuffers reserve(ModelShape shape, int tokens, int slots) {
        long rows = Math.max(slots, GraphRunner.MAX_ROWS);
        long[] sizes = {
            (long) tokens * shape.hidden() * Float.BYTES,
            (long) slots * Integer.BYTES,
            Integer.BYTES,
            rows * Long.BYTES,
            rows * shape.hidden() * Float.BYTES,
            rows * shape.vocabulary() * Float.BYTES
        };
        long total = 0;
        for (long size : sizes) {
            total += pages(size);
        }
        ReservedMemory memory = ReservedMemory.reserve(total);
        MemorySegment[] parts = new MemorySegment[sizes.length];
        long offset = 0;
        for (int i = 0; i < sizes.length; i++) {
            parts[i] = memory.segment().asSlice(offset, sizes[i]);
            offset += pages(sizes[i]);
        }
        return new StepBuffers(memory, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    private static long pages(long bytes) {
        return Math.ceilDiv(bytes, ReservedMemory.PAGE_BYTES) * ReservedMemory.PAGE_BYTES;
    }

    @Override
    public void close() {
        memory.close();
    }
}
