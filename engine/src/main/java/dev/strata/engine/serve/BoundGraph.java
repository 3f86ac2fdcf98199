package dev.strata.engine.serve;

import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import java.util.HashMap;
import java.util.Map;

/**
 * A loaded graph over a model's keys and values, bound to each range of slots once. Owned by the
 * engine thread.
 */
final class BoundGraph implements AutoCloseable {
    private final OnnxRuntime runtime;
    private final Session session;
    private final ModelShape shape;
    private final KvSlabs kv;
    private final StepBuffers buffers;
    private final StepBinding.Output output;
    private final Map<Long, StepBinding> bindings = new HashMap<>();

    /** Takes {@code session}, and closes it. */
    BoundGraph(
            OnnxRuntime runtime,
            Session session,
            ModelShape shape,
            KvSlabs kv,
            StepBuffers buffers,
            StepBinding.Output output) {
        this.runtime = runtime;
        this.session = session;
        this.shape = shape;
        this.kv = kv;
        this.buffers = buffers;
        this.output = output;
    }

    /** The graph bound to {@code batch} slots from {@code firstSlot} on. */
    StepBinding at(int firstSlot, int batch) {
        return bindings.computeIfAbsent(
                ((long) firstSlot << 32) | batch,
                _ ->
                        StepBinding.bind(
                                runtime, session, shape, kv, buffers, firstSlot, batch, output));
    }

    @Override
    public void close() {
        bindings.values().forEach(StepBinding::close);
        session.close();
    }
}
