package dev.strata.engine.serve;

import dev.strata.engine.Device;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.kv.KvSlabs;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.onnx.Session;
import dev.strata.engine.onnx.SessionConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Loads the graphs of a model: two where the configuration asks for it, the second one fits its
 * budget, and it pays on this machine; one elsewhere.
 */
final class GraphLoader {
    private static final System.Logger LOG = System.getLogger(GraphLoader.class.getName());

    private final OnnxRuntime runtime;
    private final ModelConfig config;
    private final ImportedModel model;
    private final KvSlabs kv;
    private final StepBuffers buffers;

    /** What was loaded, on what it computes, and the bytes of its weights as imported. */
    record Loaded(Graphs graphs, Device device, long weightBytes) {}

    GraphLoader(
            OnnxRuntime runtime,
            ModelConfig config,
            ImportedModel model,
            KvSlabs kv,
            StepBuffers buffers) {
        this.runtime = runtime;
        this.config = config;
        this.model = model;
        this.kv = kv;
        this.buffers = buffers;
    }

    Loaded load() {
        if (config.precision() != Precision.EXACT && config.device() != Device.CUDA) {
            Optional<Loaded> two = two();
            if (two.isPresent()) {
                return two.get();
            }
        }
        Session whole = open(model.graph());
        return new Loaded(
                new Graphs.One(bound(whole, StepBinding.Output.LOGITS)),
                whole.device(),
                ImportedModel.weightBytes(model.graph()));
    }

    private Optional<Loaded> two() {
        boolean twice = config.precision() == Precision.BALANCED;
        Path graph = ModelImporter.importSecond(model, config.cacheRoot(), twice, _ -> {});
        Path table = table(graph, config.threads());
        Optional<GraphCosts> known =
                GraphCosts.read(table)
                        .filter(costs -> costs.covers(config.maxRunning(), kv.capacity()));
        if (!fits(graph) || (known.isPresent() && !pays(known.get()))) {
            return Optional.empty();
        }
        ModelImporter.Parts parts = ModelImporter.importParts(model);
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            Session layers = open(parts.layers());
            opened.push(layers::close);
            if (layers.device() != Device.CPU) {
                opened.forEach(Runnable::run);
                return Optional.empty();
            }
            BoundGraph exact = bound(layers, StepBinding.Output.HIDDEN);
            opened.pop();
            opened.push(exact::close);
            Head head = new Head(runtime, open(parts.head()), model.shape(), buffers);
            opened.push(head::close);
            BoundGraph second = bound(open(graph), StepBinding.Output.HIDDEN);
            opened.push(second::close);
            GraphCosts costs = known.orElseGet(() -> measure(exact, second, head, table));
            if (pays(costs)) {
                return Optional.of(
                        new Loaded(
                                new Graphs.Two(exact, second, head, costs),
                                Device.CPU,
                                ImportedModel.weightBytes(model.graph())
                                        + ImportedModel.weightBytes(graph)));
            }
        } catch (RuntimeException | Error e) {
            opened.forEach(Runnable::run); // the last one first
            throw e;
        }
        opened.forEach(Runnable::run);
        return Optional.empty();
    }

    private Session open(Path graph) {
        return Session.open(
                runtime,
                graph,
                new SessionConfig(config.threads(), config.device(), Optional.empty(), Map.of()));
    }

    private BoundGraph bound(Session session, StepBinding.Output output) {
        return new BoundGraph(runtime, session, model.shape(), kv, buffers, output);
    }

    private GraphCosts measure(BoundGraph exact, BoundGraph second, Head head, Path table) {
        GraphCosts costs =
                new GraphTiming(kv, buffers)
                        .measure(
                                config.maxRunning(),
                                (batch, tokens) ->
                                        Graphs.Two.run(exact, head, 0, batch, tokens, batch),
                                (batch, tokens) ->
                                        Graphs.Two.run(second, head, 0, batch, tokens, batch));
        try {
            costs.write(table);
        } catch (IOException e) {
            throw Machine.broken(table, e);
        }
        LOG.log(
                Level.DEBUG,
                "model ''{0}'' in precision {1}: {2}",
                config.name(),
                config.precision(),
                costs);
        return costs;
    }

    private boolean fits(Path graph) {
        long bytes = bytes(graph.resolveSibling(""));
        if (bytes > config.secondGraphBytes()) {
            refuse(
                    "it holds %d bytes, and its budget is %d"
                            .formatted(bytes, config.secondGraphBytes()));
        }
        return bytes <= config.secondGraphBytes();
    }

    private boolean pays(GraphCosts costs) {
        boolean pays = costs.worthLoading(config.maxRunning(), kv.capacity());
        if (!pays) {
            refuse("it does not pay on this machine: " + costs);
        }
        return pays;
    }

    /** Where the costs of a graph are kept. */
    static Path table(Path graph, int threads) {
        return graph.resolveSibling(
                "costs-%s-%d.properties".formatted(Machine.fingerprint(), threads));
    }

    private void refuse(String why) {
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
}
