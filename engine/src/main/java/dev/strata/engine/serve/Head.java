package dev.strata.engine.serve;

import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.onnx.Binding;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The product that gives the logits, by itself: one for all graphs that end in front of it. Owned
 * by the engine thread.
 */
final class Head implements AutoCloseable {
    private final OnnxRuntime runtime;
    private final Session session;
    private final Binding binding;
    private final ModelShape shape;
    private final StepBuffers buffers;
    private final List<Tensor> bound = new ArrayList<>();
    private int boundRows;

    /** Takes {@code session}, and closes it. */
    Head(OnnxRuntime runtime, Session session, ModelShape shape, StepBuffers buffers) {
        this.runtime = runtime;
        this.session = session;
        this.binding = session.binding();
        this.shape = shape;
        this.buffers = buffers;
    }

    /** The logits of the first {@code rows} positions that a graph left in the buffers. */
    void run(int rows) {
        if (rows != boundRows) {
            rebind(rows);
        }
        binding.run();
    }

    private void rebind(int rows) {
        boundRows = 0; // until both are bound
        List<Tensor> before = List.copyOf(bound);
        bound.clear();
        Tensor hidden =
                Tensor.over(runtime, buffers.hidden(), Tensor.Type.FLOAT, rows, shape.hidden());
        bound.add(hidden);
        binding.input("wanted", hidden);
        Tensor logits =
                Tensor.over(runtime, buffers.logits(), Tensor.Type.FLOAT, rows, shape.vocabulary());
        bound.add(logits);
        binding.output("logits", logits);
        boundRows = rows;
        before.forEach(Tensor::close);
    }

    @Override
    public void close() {
        binding.close();
        bound.forEach(Tensor::close);
        session.close();
    }
}
