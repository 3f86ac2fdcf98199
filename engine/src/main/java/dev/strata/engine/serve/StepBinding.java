package dev.strata.engine.serve;

import dev.strata.engine.Device;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.Binding;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph bound to a range of slots.
 *
 * <p>Keys and values are bound once, as past and as present: the graph writes in place. The small
 * tensors are bound anew only when their shape changes; on a GPU, which gets its copy when they are
 * bound, always.
 */
final class StepBinding implements AutoCloseable {

    /** What a graph ends with, for each position that is wanted. */
    enum Output {
        /** What comes in front of the head. */
        HIDDEN("wanted"),

        LOGITS("logits");

        private final String tensor;

        Output(String tensor) {
            this.tensor = tensor;
        }
    }

    private final OnnxRuntime runtime;
    private final ModelShape shape;
    private final StepBuffers buffers;
    private final Binding binding;
    private final int batch;
    private final boolean copied; // to the device, and only when it is bound
    private final Output output;
    private final List<Tensor> fixed = new ArrayList<>();
    private final List<Tensor> shaped = new ArrayList<>();
    private final List<Tensor> adapted = new ArrayList<>();
    private int adaptedFrom;
    private int adaptedTo;
    private int boundTokens;
    private int boundRows;

    private StepBinding(
            OnnxRuntime runtime,
            ModelShape shape,
            StepBuffers buffers,
            Binding binding,
            int batch,
            boolean copied,
            Output output) {
        this.runtime = runtime;
        this.shape = shape;
        this.buffers = buffers;
        this.binding = binding;
        this.batch = batch;
        this.copied = copied;
        this.output = output;
    }

    /** Binds the graph of {@code session} to {@code batch} slots. */
    static StepBinding bind(
            OnnxRuntime runtime,
            Session session,
            ModelShape shape,
            KvSlabs kv,
            StepBuffers buffers,
            int firstSlot,
            int batch,
            Output output) {
        StepBinding step =
                new StepBinding(
                        runtime,
                        shape,
                        buffers,
                        session.binding(),
                        batch,
                        session.device() != Device.CPU,
                        output);
        for (int layer = 0; layer < shape.layers(); layer++) {
            step.bindCache(layer + ".key", kv.keys(layer, firstSlot), kv.capacity());
            step.bindCache(layer + ".value", kv.values(layer, firstSlot), kv.capacity());
        }
        return step;
    }

    private void bindCache(String name, MemorySegment memory, int capacity) {
        Tensor tensor =
                Tensor.over(
                        runtime,
                        memory,
                        Tensor.Type.FLOAT,
                        batch,
                        shape.kvHeads(),
                        capacity,
                        shape.headDim());
        fixed.add(tensor);
        binding.input("past_key_values." + name, tensor);
        binding.output("present." + name, tensor);
    }

    /**
     * Computes {@code tokens} tokens of each sequence, and the output of {@code rows} positions, at
     * least one.
     */
    void run(int tokens, int rows) {
        if (copied || tokens != boundTokens || rows != boundRows) {
            rebind(tokens, rows);
        }
        binding.run();
    }

    private void rebind(int tokens, int rows) {
        boundTokens = 0; // until all of them are bound
        List<Tensor> before = List.copyOf(shaped);
        shaped.clear();
        input(
                "inputs_embeds",
                shaped,
                buffers.embeddings(),
                Tensor.Type.FLOAT,
                batch,
                tokens,
                shape.hidden());
        input("seqlens_k", shaped, buffers.lengths(), Tensor.Type.INT32, batch);
        input("total_len", shaped, buffers.longest(), Tensor.Type.INT32);
        input("logit_idx", shaped, buffers.wanted(), Tensor.Type.INT64, rows);
        Tensor numbers =
                switch (output) {
                    case HIDDEN -> floats(buffers.hidden(), rows, shape.hidden());
                    case LOGITS -> floats(buffers.logits(), rows, shape.vocabulary());
                };
        shaped.add(numbers);
        binding.output(output.tensor, numbers);
        boundTokens = tokens;
        boundRows = rows;
        before.forEach(Tensor::close);
    }

    private Tensor floats(MemorySegment memory, int rows, int width) {
        return Tensor.over(runtime, memory, Tensor.Type.FLOAT, rows, width);
    }

    /** Binds the adapters whose ranks are from {@code from} to before {@code to}. */
    void adapt(AdapterMemory adapters, int from, int to) {
        if (from == adaptedFrom && to == adaptedTo) {
            return;
        }
        adaptedTo = 0; // until all of them are bound
        List<Tensor> before = List.copyOf(adapted);
        adapted.clear();
        int ranks = to - from;
        for (int matrices : adapters.masks()) {
            input(
                    "mask." + matrices,
                    adapted,
                    adapters.mask(matrices),
                    Tensor.Type.FLOAT,
                    batch,
                    1,
                    (long) ranks * matrices);
        }
        for (AdapterMemory.Product product : adapters.products()) {
            long rows = (long) ranks * product.matrices();
            MemorySegment down = adapters.down(product, from);
            MemorySegment up = adapters.up(product, from);
            input(
                    product.name() + ".down",
                    adapted,
                    down,
                    Tensor.Type.FLOAT,
                    rows,
                    product.inputs());
            input(product.name() + ".up", adapted, up, Tensor.Type.FLOAT, rows, product.outputs());
        }
        adaptedFrom = from;
        adaptedTo = to;
        before.forEach(Tensor::close);
    }

    private void input(
            String name,
            List<Tensor> owner,
            MemorySegment memory,
            Tensor.Type type,
            long... dimensions) {
        Tensor tensor = Tensor.over(runtime, memory, type, dimensions);
        owner.add(tensor);
        binding.input(name, tensor);
    }

    @Override
    public void close() {
        binding.close();
        fixed.forEach(Tensor::close);
        shaped.forEach(Tensor::close);
        adapted.forEach(Tensor::close);
    }
}
