package dev.strata.engine.graph;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A constant of a graph that was read.
 *
 * @param type of its elements, by ONNX's number
 * @param dimensions the slowest first; none for a scalar
 * @param data its elements where they lie, little-endian, 4-bit ones in pairs with the low half
 *     first; empty where the file keeps them in a way that is not read here
 */
public record GraphTensor(String name, int type, List<Long> dimensions, MemorySegment data) {
    public static final int FLOAT = 1;
    public static final int UINT8 = 2;
    public static final int INT8 = 3;
    public static final int FLOAT16 = 10;
    public static final int BFLOAT16 = 16;
    public static final int UINT4 = 21;
    public static final int INT4 = 22;

    public GraphTensor {
        dimensions = List.copyOf(dimensions);
    }

    /** Number of elements; 0 where that is beyond all files. */
    public long elements() {
        long elements = 1;
        for (long length : dimensions) {
            if (length < 0 || length > 0 && elements > (1L << 48) / length) {
                return 0;
            }
            elements *= length;
        }
        return elements;
    }

    /** Whether all elements are there. */
    public boolean isWhole() {
        return elements() > 0 && data.byteSize() == bytes(type, elements());
    }

    /** Bytes of {@code elements} elements; -1 for a type that is not read here. */
    static long bytes(int type, long elements) {
        return switch (type) {
            case FLOAT -> 4 * elements;
            case FLOAT16, BFLOAT16 -> 2 * elements;
            case UINT8, INT8 -> elements;
            case UINT4, INT4 -> (elements + 1) / 2;
            default -> -1;
        };
    }
}
