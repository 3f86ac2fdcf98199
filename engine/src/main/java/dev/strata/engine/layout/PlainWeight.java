package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Numbers of 16 or 32 bits that lie row after row, as a model file has them. */
record PlainWeight(MemorySegment data, TensorType type, long rows, int columns) implements Weight {

    @Override
    public void row(long row, ByteBuffer out) {
        int length = Math.toIntExact(type.bytes(columns));
        MemorySegment.copy(
                data, ValueLayout.JAVA_BYTE, row * length, out.array(), out.position(), length);
        out.position(out.position() + length);
    }
}
