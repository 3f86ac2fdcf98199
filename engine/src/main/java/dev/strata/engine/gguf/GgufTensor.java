package dev.strata.engine.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A tensor of a GGUF file: a matrix of {@code rows} rows of {@code columns} elements.
 *
 * <p>The file stores the fastest dimension first; all further dimensions are folded into rows here.
 * A vector is one row. Thread-safe while its file is open.
 *
 * @param name e.g. {@code blk.0.attn_q.weight}
 * @param type its block format
 * @param rows all dimensions but the fastest, multiplied
 * @param columns the fastest dimension, a whole number of blocks
 * @param dimensions as the file has them, the fastest first
 * @param data its bytes, in the mapped file
 */
public record GgufTensor(
        String name,
        TensorType type,
        long rows,
        int columns,
        List<Long> dimensions,
        MemorySegment data) {

    public GgufTensor {
        dimensions = List.copyOf(dimensions);
    }

    /** Number of elements. */
    public long elements() {
        return rows * columns;
    }

    /** One of {@code count} equal parts, each of which has whole rows. */
    public GgufTensor part(int index, int count) {
        if (rows % count != 0) {
            throw new IllegalArgumentException(name + " has no " + count + " equal parts");
        }
        return rows(index * (rows / count), rows / count);
    }

    /** Some of its rows. */
    public GgufTensor rows(long from, long count) {
        return new GgufTensor(
                "%s[%d+%d]".formatted(name, from, count),
                type,
                count,
                columns,
                List.of((long) columns, count),
                data.asSlice(from * rowBytes(), count * rowBytes()));
    }

    /** Bytes of a row. */
    public int rowBytes() {
        return Math.toIntExact(type.bytes(columns));
    }

    /** Copies the blocks of {@code count} rows from {@code row} to {@code blocks}. */
    public void read(long row, int count, byte[] blocks) {
        MemorySegment.copy(
                data,
                ValueLayout.JAVA_BYTE,
                row * rowBytes(),
                blocks,
                0,
                Math.multiplyExact(count, rowBytes()));
    }

    /** The numbers of one row, {@code f32[columns]}. */
    public float[] row(long row) {
        byte[] blocks = new byte[rowBytes()];
        read(row, 1, blocks);
        float[] numbers = new float[columns];
        type.dequantise(blocks, 0, columns, numbers);
        return numbers;
    }
}
