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
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.SessionConfig;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Computes tokens: embedding rows in, logits out, keys and values in place.
 *
 * <p>Buffers and bindings are made once and used again: a step of the same kind as the one before
 * binds nothing. Owned by the engine thread.
 */
final class GraphRunner implements Runner {
    /** Most positions of one computation whose logits are wanted. */
    static final int MAX_ROWS = 32;

    private final OnnxRuntime runtime;
    private final Session session;
    private final EmbeddingTable embeddings;
    private final KvSlabs kv;
    private final ModelShape shape;
    private final StepBuffers buffers;
    private final Map<Long, StepBinding> bindings = new HashMap<>();
    private final float[] row;
    private final AdapterShelf adapters;
    private Optional<PromptGraph> prompts = Optional.empty();

    private GraphRunner(
            OnnxRuntime runtime,
            Session session,
            EmbeddingTable embeddings,
            KvSlabs kv,
            ModelShape shape,
            StepBuffers buffers,
            AdapterShelf adapters) {
        this.runtime = runtime;
        this.session = session;
        this.embeddings = embeddings;
        this.kv = kv;
        this.shape = shape;
        this.buffers = buffers;
        this.adapters = adapters;
        this.row = new float[shape.vocabulary()];
    }

    /**
     * Loads the graph and reserves its memory; keeps nothing where a part of that fails.
     *
     * @param context tokens that each of the configured slots has room for
     */
    static GraphRunner open(
            OnnxRuntime runtime, ModelConfig config, ImportedModel model, int context) {
        ModelShape shape = model.shape();
        int slots = config.maxRunning();
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            Session session =
                    Session.open(
                            runtime,
                            model.graph(),
                            new SessionConfig(
                                    config.threads(), config.device(), Optional.empty(), Map.of()));
            opened.push(session::close);
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
            GraphRunner runner =
                    new GraphRunner(runtime, session, embeddings, kv, shape, buffers, adapters);
            opened.push(() -> runner.bindings.values().forEach(StepBinding::close));
            if (session.device() == Device.CPU) {
                runner.prompts =
                        PromptGraph.open(
                                runtime, config, model, kv, buffers, runner::computeAnything);
            }
            return runner;
        } catch (RuntimeException | Error e) {
            opened.forEach(Runnable::run); // the last one first
            throw e;
        }
    }

    /** Where it computes: CPU or CUDA. */
    Device device() {
        return session.device();
    }

    /** Whether prompts go through a second graph. */
    boolean hasSecondGraph() {
        return prompts.isPresent();
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
        boolean exactOnly = sequence.exactOnly() || sequence.adapter().isPresent();
        int plain = exactOnly ? 0 : Math.clamp(firstRow - past, 0, tokens);
        if (prompts.isEmpty() || !prompts.get().pays(plain, tokens)) {
            exact(slot, sequence, past, tokens, firstRow);
            return;
        }
        place(slot, sequence, past, plain);
        prompts.get().run(slot, plain);
        if (plain < tokens) {
            exact(slot, sequence, past + plain, tokens - plain, firstRow);
        }
    }

    private void exact(int slot, Sequence sequence, int past, int tokens, int firstRow) {
        place(slot, sequence, past, tokens);
        int end = past + tokens;
        int rows = Math.max(1, end - firstRow);
        for (int i = 0; i < rows; i++) {
            buffers.wanted().setAtIndex(JAVA_LONG, i, tokens - rows + i);
        }
        run(slot, tokens, rows, sequence);
    }

    private void place(int slot, Sequence sequence, int past, int tokens) {
        for (int i = 0; i < tokens; i++) {
            embed(sequence.at(past + i), i);
        }
        buffers.lengths().setAtIndex(JAVA_INT, 0, past + tokens - 1);
        buffers.longest().set(JAVA_INT, 0, past + tokens);
        kv.touch(slot, past + tokens);
    }

    /** Computes {@code tokens} tokens, whichever, in slot 0. */
    private void computeAnything(int tokens) {
        buffers.wanted().set(JAVA_LONG, 0, tokens - 1);
        buffers.lengths().set(JAVA_INT, 0, tokens - 1);
        buffers.longest().set(JAVA_INT, 0, tokens);
        kv.touch(0, tokens);
        exact(0, 1, tokens, 1);
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

    /** By the plain graph, unless one of them has an adapter. */
    private void run(int firstSlot, int tokens, int rows, Sequence... sequences) {
        if (Arrays.stream(sequences).anyMatch(each -> each.adapter().isPresent())) {
            adapters.run(firstSlot, tokens, rows, sequences);
        } else {
            exact(firstSlot, sequences.length, tokens, rows);
        }
    }

    private void exact(int firstSlot, int batch, int tokens, int rows) {
        bindings.computeIfAbsent(
                        ((long) firstSlot << 32) | batch,
                        _ ->
                                StepBinding.bind(
                                        runtime, session, shape, kv, buffers, firstSlot, batch,
                                        true))
                .run(tokens, rows);
    }

    @Override
    public void close() {
        adapters.close();
        prompts.ifPresent(PromptGraph::close);
        bindings.values().forEach(StepBinding::close);
        buffers.close();
        embeddings.close();
        session.close();
        kv.close();
    }
}
