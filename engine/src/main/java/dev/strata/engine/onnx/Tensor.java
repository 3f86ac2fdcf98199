package dev.strata.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A view of the caller's memory as a tensor; the memory must outlive it. */
public final class Tensor implements AutoCloseable {

    /** What the elements are. */
    public enum Type {
        FLOAT(1, 4),
        INT32(6, 4),
        INT64(7, 8);

        private final int code;
        private final int bytes;

        Type(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }
    }

    private final OrtApi api;
    private final MemorySegment value;

    private Tensor(OrtApi api, MemorySegment value) {
        this.api = api;
        this.value = value;
    }

    /**
     * Views {@code data}, on the processor, from its start.
     *
     * @throws IndexOutOfBoundsException where it is smaller than the shape
     */
    public static Tensor over(OnnxRuntime runtime, MemorySegment data, Type type, long... shape) {
        long bytes = type.bytes;
        for (long dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        MemorySegment view = data.asSlice(0, bytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value =
                    runtime.api()
                            .make(
                                    OrtApi.CREATE_TENSOR_WITH_DATA,
                                    runtime.cpuMemory(),
                                    view,
                                    bytes,
                                    arena.allocateFrom(JAVA_LONG, shape),
                                    (long) shape.length,
                                    type.code);
            return new Tensor(runtime.api(), value);
        }
    }

    MemorySegment value() {
        return value;
    }

    @Override
    public void close() {
        api.release(OrtApi.RELEASE_VALUE, value);
    }
}
