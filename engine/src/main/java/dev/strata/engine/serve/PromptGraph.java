package dev.strata.engine.serve;

import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.importer.ModelShape;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.SessionConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The second graph of a model: computes what prompts leave behind in keys and values, over the same
 * memory as the exact graph. Owned by the engine thread.
 */
final class PromptGraph implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PromptGraph.class.getName());
    private static final int TIMED_RUNS = 4; // the first one allocates

    private final OnnxRuntime runtime;
    private final Session session;
    private final ModelShape shape;
    private final KvSlabs kv;
    private final StepBuffers buffers;
    private final PromptCosts costs;
    private final Map<Integer, StepBinding> bindings = new HashMap<>();

    private PromptGraph(
            OnnxRuntime runtime,
            Session session,
            ModelShape shape,
            KvSlabs kv,
            StepBuffers buffers,
            PromptCosts costs) {
        this.runtime = runtime;
        this.session = session;
        this.shape = shape;
        this.kv = kv;
        this.buffers = buffers;
        this.costs = costs;
    }

    /**
     * Imports and loads the second graph where the configuration asks for one, it fits its budget,
     * and it pays on this machine, which is measured once and kept beside the import.
     *
     * @param exact computes so many tokens with the exact graph, in slot 0
     */
    static Optional<PromptGraph> open(
            OnnxRuntime runtime,
            ModelConfig config,
            ImportedModel model,
            KvSlabs kv,
            StepBuffers buffers,
            IntConsumer exact) {
        if (config.precision() == Precision.EXACT) {
            return Optional.empty();
        }
        boolean twice = config.precision() == Precision.BALANCED;
        Path graph = ModelImporter.importPrompts(model, config.cacheRoot(), twice, _ -> {});
        Path table = table(graph, config.threads());
        Optional<PromptCosts> known = PromptCosts.read(table);
        if (!fits(graph, config) || (known.isPresent() && !pays(known.get(), config))) {
            return Optional.empty();
        }
        Session session = Session.open(runtime, graph, SessionConfig.cpu(config.threads()));
        try {
            PromptCosts costs =
                    known.orElseGet(() ->
                            measure(runtime, session, model.shape(), kv, buffers, exact, table));
            if (pays(costs, config)) {
                return Optional.of(
                        new PromptGraph(runtime, session, model.shape(), kv, buffers, costs));
            }
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
        session.close();
        return Optional.empty();
    }

    private static boolean fits(Path graph, ModelConfig config) {
        long bytes = bytes(graph.resolveSibling(""));
        if (bytes > config.secondGraphBytes()) {
            refuse(
                    config,
                    "it holds %d bytes, and its budget is %d"
                            .formatted(bytes, config.secondGraphBytes()));
        }
        return bytes <= config.secondGraphBytes();
    }

    private static boolean pays(PromptCosts costs, ModelConfig config) {
        if (!costs.worthLoading()) {
            refuse(config, "it does not pay on this machine: " + costs);
        }
        return costs.worthLoading();
    }

    /** Where the costs of a graph are kept. */
    static Path table(Path graph, int threads) {
        return graph.resolveSibling(
                "costs-%s-%d.properties".formatted(Machine.fingerprint(), threads));
    }

    private static void refuse(ModelConfig config, String why) {
        LOG.log(
                Level.INFO,
                "model ''{0}'' keeps one graph; the one of precision {1} is not loaded: {2}",
                config.name(),
                config.precision(),
                why);
    }

    private static long bytes(Path folder) {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw Machine.broken(folder, e);
        }
    }

    private static PromptCosts measure(
            OnnxRuntime runtime,
            Session session,
            ModelShape shape,
            KvSlabs kv,
            StepBuffers buffers,
            IntConsumer exact,
            Path table) {
        List<PromptCosts.Point> points = new ArrayList<>();
        try (StepBinding second =
                StepBinding.bind(runtime, session, shape, kv, buffers, 0, 1, false)) {
            for (int tokens : PromptCosts.MEASURED_TOKENS) {
                if (tokens > kv.capacity()) {
                    continue;
                }
                points.add(point(tokens, exact, () -> second.run(tokens, 0)));
            }
        }
        kv.free(0);
        PromptCosts costs = new PromptCosts(points);
        try {
            costs.write(table);
        } catch (IOException e) {
            throw Machine.broken(table, e);
        }
        return costs;
    }

    /** The best of some runs by turns, so that other load on the machine meets both. */
    private static PromptCosts.Point point(int tokens, IntConsumer exact, Runnable second) {
        double exactMillis = Double.MAX_VALUE;
        double secondMillis = Double.MAX_VALUE;
        for (int i = 0; i < TIMED_RUNS; i++) {
            exactMillis = Math.min(exactMillis, millis(() -> exact.accept(tokens)));
            secondMillis = Math.min(secondMillis, millis(second));
        }
        return new PromptCosts.Point(tokens, exactMillis, secondMillis);
    }

    private static double millis(Runnable computation) {
        long start = System.nanoTime();
        computation.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** As {@link PromptCosts#secondPays}. */
    boolean pays(int plain, int tokens) {
        return costs.secondPays(plain, tokens);
    }

    /** Computes {@code tokens} tokens of the sequence in {@code slot}, which the buffers hold. */
    void run(int slot, int tokens) {
        bindings.computeIfAbsent(
                        slot,
                        _ -> StepBinding.bind(runtime, session, shape, kv, buffers, slot, 1, false))
                .run(tokens, 0);
    }

    @Override
    public void close() {
        bindings.values().forEach(StepBinding::close);
        session.close();
    }
}
