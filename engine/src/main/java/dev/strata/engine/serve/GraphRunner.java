package dev.strata.engine.serve;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strata.engine.Device;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.batch.Scheduler;
import dev.strata.engine.importer.EmbeddingTable;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.OnnxRuntime;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Computes tokens: embedding rows in, logits out, keys and values in place.
 *
 * <p>Buffers and bindings are made once and used again: a step of the same kind as the one before
 * binds nothing. Owned by the engine thread.
 */
final class GraphRunner implements Runner {
    /** Most positions of one computation whose logits are wanted. */
    static final int MAX_ROWS = 32;

    private final GraphLoader.Loaded loaded;
    private final EmbeddingTable embeddings;
    private final KvSlabs kv;
    private final ModelShape shape;
    private final StepBuffers buffers;
    private final float[] row;
    private final AdapterShelf adapters;

    private GraphRunner(
            GraphLoader.Loaded loaded,
            EmbeddingTable embeddings,
            KvSlabs kv,
            ModelShape shape,
            StepBuffers buffers,
            AdapterShelf adapters) {
        this.loaded = loaded;
        this.embeddings = embeddings;
        this.kv = kv;
        this.shape = shape;
        this.buffers = buffers;
        this.adapters = adapters;
        this.row = new float[shape.vocabulary()];
    }

    /**
     * Loads the graphs and reserves their memory; keeps nothing where a part of that fails.
     *
     * @param context tokens that each of the configured slots has room for
     */
    static GraphRunner open(
            OnnxRuntime runtime, ModelConfig config, ImportedModel model, int context) {
        ModelShape shape = model.shape();
        int slots = config.maxRunning();
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            KvShape kvShape = new KvShape(shape.layers(), shape.kvHeads(), shape.headDim());
            KvSlabs kv = KvSlabs.reserve(kvShape, slots, context);
            opened.push(kv::close);
            EmbeddingTable embeddings = EmbeddingTable.open(model);
            opened.push(embeddings::close);
            StepBuffers buffers =
                    StepBuffers.reserve(shape, Math.max(slots, Scheduler.CHUNK_TOKENS), slots);
            opened.push(buffers::close);
            AdapterShelf adapters =
                    new AdapterShelf(
                            config.name(),
                            shape.adapterBase(config.adapting().baseNames()),
                            config.adapting().bytes(),
                            slots,
                            memory ->
                                    AdaptedGraph.open(runtime, config, model, kv, buffers, memory));
            GraphLoader.Loaded loaded = new GraphLoader(runtime, config, model, kv, buffers).load();
            return new GraphRunner(loaded, embeddings, kv, shape, buffers, adapters);
        } catch (RuntimeException | Error e) {
            opened.forEach(Runnable::run); // the last one first
            throw e;
        }
    }

    /** Where it computes: CPU or CUDA. */
    Device device() {
        return loaded.device();
    }

    /** Bytes of the weights of every graph, as imported. */
    long weightBytes() {
        return loaded.weightBytes();
    }

    /** Whether some computations go through a second graph. */
    boolean hasSecondGraph() {
        return loaded.graphs() instanceof Graphs.Two;
    }

    /** The adapters beside the model. */
    AdapterShelf adapters() {
        return adapters;
    }

    @Override
    public KvSlabs kv() {
        return kv;
    }

    @Override
    public void chunk(int slot, Sequence sequence, int tokens, int firstRow) {
        int past = sequence.computed();
        for (int i = 0; i < tokens; i++) {
            embed(sequence.at(past + i), i);
        }
        buffers.lengths().setAtIndex(JAVA_INT, 0, past + tokens - 1);
        buffers.longest().set(JAVA_INT, 0, past + tokens);
        kv.touch(slot, past + tokens);
        int rows = Math.clamp(past + tokens - firstRow, 0, tokens);
        buffers.wanted().set(JAVA_LONG, 0, tokens - 1); // graphs want one at least
        for (int i = 0; i < rows; i++) {
            buffers.wanted().setAtIndex(JAVA_LONG, i, tokens - rows + i);
        }
        run(slot, tokens, rows, sequence);
    }

    @Override
    public void step(int firstSlot, Sequence... sequences) {
        int longest = 0;
        for (int i = 0; i < sequences.length; i++) {
            int past = sequences[i].computed();
            embed(sequences[i].at(past), i);
            buffers.wanted().setAtIndex(JAVA_LONG, i, i);
            buffers.lengths().setAtIndex(JAVA_INT, i, past);
            longest = Math.max(longest, past + 1);
            kv.touch(firstSlot + i, past + 1);
        }
        buffers.longest().set(JAVA_INT, 0, longest);
        run(firstSlot, 1, sequences.length, sequences);
    }

    @Override
    public float[] logits(int index) {
        MemorySegment.copy(
                buffers.logits(),
                JAVA_FLOAT,
                (long) index * row.length * Float.BYTES,
                row,
                0,
                row.length);
        return row;
    }

    private void embed(int id, int index) {
        long bytes = (long) shape.hidden() * Float.BYTES;
        embeddings.row(id, buffers.embeddings().asSlice(index * bytes, bytes));
    }

    /** With adapters where one of them has one, and exactly where one of them demands it. */
    private void run(int firstSlot, int tokens, int rows, Sequence... sequences) {
        if (Arrays.stream(sequences).anyMatch(each -> each.adapter().isPresent())) {
            adapters.run(firstSlot, tokens, Math.max(1, rows), sequences);
        } else {
            boolean exactOnly = Arrays.stream(sequences).anyMatch(Sequence::exactOnly);
            loaded.graphs().run(firstSlot, sequences.length, tokens, rows, exactOnly);
        }
    }

    @Override
    public void close() {
        adapters.close();
        loaded.graphs().close();
        buffers.close();
        embeddings.close();
        kv.close();
    }
}
