package dev.strata.engine.serve;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.SessionConfig;
import java.lang.foreign.MemorySegment;

/**
 * The graph that adds adapters, over the keys and values of the exact one. Opened by whoever loads
 * the first adapter, then owned by the engine thread.
 */
final class AdaptedGraph implements AdapterShelf.Graph {
    private final BoundGraph graph;
    private final AdapterMemory adapters;

    private AdaptedGraph(BoundGraph graph, AdapterMemory adapters) {
        this.graph = graph;
        this.adapters = adapters;
    }

    /** Loads the graph of {@code model}. */
    static AdaptedGraph open(
            OnnxRuntime runtime,
            ModelConfig config,
            ImportedModel model,
            KvSlabs kv,
            StepBuffers buffers,
            AdapterMemory adapters) {
        if (config.device() == Device.CUDA) {
            throw new EngineException(
                    EngineError.UNSUPPORTED,
                    "model '%s' takes no adapters: expected device cpu, got cuda; merge the adapter into the model"
                            .formatted(config.name()));
        }
        Session session =
                Session.open(
                        runtime,
                        ModelImporter.importAdapted(model),
                        SessionConfig.cpu(config.threads()));
        return new AdaptedGraph(
                new BoundGraph(
                        runtime, session, model.shape(), kv, buffers, StepBinding.Output.LOGITS),
                adapters);
    }

    /**
     * Computes {@code tokens} tokens of each sequence, which the buffers hold, and the logits of
     * {@code rows} positions. At least one of the sequences has an adapter.
     */
    @Override
    public void run(int firstSlot, int tokens, int rows, Sequence... sequences) {
        int from = Integer.MAX_VALUE;
        int to = 0;
        for (Sequence sequence : sequences) {
            if (sequence.adapter().isPresent()) {
                from = Math.min(from, sequence.adapter().get().start());
                to = Math.max(to, sequence.adapter().get().end());
            }
        }
        for (int matrices : adapters.masks()) {
            mask(matrices, from, to, sequences);
        }
        StepBinding binding = graph.at(firstSlot, sequences.length);
        binding.adapt(adapters, from, to);
        binding.run(tokens, rows);
    }

    /** 1 where a rank is of the row's own adapter, 0 elsewhere. */
    private void mask(int matrices, int from, int to, Sequence... sequences) {
        MemorySegment mask = adapters.mask(matrices);
        long ranks = (long) (to - from) * matrices;
        mask.asSlice(0, sequences.length * ranks * Float.BYTES).fill((byte) 0);
        for (int i = 0; i < sequences.length; i++) {
            if (sequences[i].adapter().isPresent()) {
                AdapterLease own = sequences[i].adapter().get();
                long first = i * ranks + (long) (own.start() - from) * matrices;
                long last = i * ranks + (long) (own.end() - from) * matrices;
                for (long at = first; at < last; at++) {
                    mask.setAtIndex(JAVA_FLOAT, at, 1);
                }
            }
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
