package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbers of 16 or 32 bits, asked for one by one. */
final class Scales {
    private static final int STRETCH = 1 << 12;

    private final MemorySegment data;
    private final TensorType type;
    private final long count;
    private float[] stretch = {};
    private long from;

    Scales(GraphTensor tensor) {
        this.data = tensor.data();
        this.type = OnnxTypes.of(tensor.type()).orElseThrow();
        this.count = tensor.elements();
    }

    /** The number at {@code index}. */
    float at(long index) {
        if (index < from || index >= from + stretch.length) {
            from = index / STRETCH * STRETCH;
            int length = (int) Math.min(STRETCH, count - from);
            byte[] bytes =
                    data.asSlice(type.bytes(from), type.bytes(length))
                            .toArray(ValueLayout.JAVA_BYTE);
            stretch = new float[length];
            type.dequantise(bytes, 0, length, stretch);
        }
        return stretch[(int) (index - from)];
    }
}
