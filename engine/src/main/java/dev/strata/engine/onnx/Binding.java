package dev.strata.engine.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tensors bound to a graph's inputs and outputs, ready to run.
 *
 * <p>A name bound again takes the newer tensor; a tensor may be an input and an output at once. One
 * thread at a time.
 */
public final class Binding implements AutoCloseable {
    private final OrtApi api;
    private final MemorySegment session;
    private final MemorySegment binding;

    Binding(OrtApi api, MemorySegment session, MemorySegment binding) {
        this.api = api;
        this.session = session;
        this.binding = binding;
    }

    /** Feeds {@code tensor} to the input {@code name}. */
    public void input(String name, Tensor tensor) {
        bind(OrtApi.BIND_INPUT, name, tensor);
    }

    /** Has the output {@code name} written to {@code tensor}. */
    public void output(String name, Tensor tensor) {
        bind(OrtApi.BIND_OUTPUT, name, tensor);
    }

    /** Computes once. */
    public void run() {
        api.run(session, binding);
    }

    private void bind(int function, String name, Tensor tensor) {
        try (Arena arena = Arena.ofConfined()) {
            api.call(function, binding, arena.allocateFrom(name), tensor.value());
        }
    }

    @Override
    public void close() {
        api.release(OrtApi.RELEASE_IO_BINDING, binding);
    }
}
