package dev.strata.engine.layout;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphFile;
import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights of an ONNX graph: matrices are what its products multiply by, vectors what its constants
 * are called. What is in the graph and not understood is refused by name.
 */
final class OnnxWeights implements Weights {
    /** Constants of this many elements hold what the model learned. */
    private static final int LEARNED = 256;

    private static final Set<String> UNKNOWN_OPERATORS =
            Set.of("MoE", "QMoE", "Conv", "LSTM", "MatMulBnb4");

    private final GraphFile graph;
    private final OnnxConstants constants;
    private final OnnxProducts products;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, String> origins = new HashMap<>();

    private OnnxWeights(GraphFile graph) {
        this.graph = graph;
        this.constants = new OnnxConstants(graph);
        this.products = new OnnxProducts(constants);
    }

    /**
     * Maps a graph and finds its weights.
     *
     * @throws EngineException with BAD_MODEL where the graph is corrupt, or has what is not
     *     understood
     */
    static OnnxWeights open(Path path) {
        GraphFile graph = GraphFile.open(path);
        try {
            OnnxWeights weights = new OnnxWeights(graph);
            weights.read();
            return weights;
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /** The graph itself. */
    GraphFile graph() {
        return graph;
    }

    private void read() {
        for (GraphNode node : graph.nodes()) {
            if (isUnknown(node)) {
                throw bad(
                        "node '" + node.name() + "'",
                        "is not understood",
                        "weights in MatMul, MatMulNBits, Gemm, MatMulInteger, Gather or GatherBlockQuantized",
                        node.operator());
            }
            products.of(node).ifPresent(found -> put(node, found));
        }
        constants.unused().forEach(this::vector);
    }

    /** What turns constants into numbers in yet another way is not read either. */
    private boolean isUnknown(GraphNode node) {
        return UNKNOWN_OPERATORS.contains(node.operator())
                || node.operator().equals("DequantizeLinear")
                        && constants.source(node.input(0)).isPresent();
    }

    /** One matrix may be in several products: in graphs for the first token, and for the others. */
    private void put(GraphNode node, OnnxProducts.Found found) {
        Optional<String> ofNode = PartName.ofProduct(node.name());
        Optional<String> part;
        if (OnnxProducts.isLookUp(node)) {
            part = Optional.of(PartName.EMBEDDING);
        } else if (ofNode.equals(Optional.of(PartName.HEAD))) {
            part = ofNode; // whose constant may be the embedding's
        } else {
            part =
                    PartName.ofTensor(found.constant())
                            .filter(name -> !name.endsWith(".bias"))
                            .or(() -> ofNode);
        }
        put(
                part.orElseThrow(() ->
                        bad(
                                "product '" + node.name() + "'",
                                "has no place in the model",
                                "a projection of a layer, the embedding or the head",
                                "constant '" + found.constant() + "'")),
                found.constant(),
                found.weight());
    }

    private void put(String part, String constant, Weight weight) {
        String before = origins.put(part, constant);
        if (before != null && !before.equals(constant)) {
            throw bad(
                    "part '" + part + "'",
                    "is there twice",
                    "one constant",
                    "'" + before + "' and '" + constant + "'");
        }
        weights.put(part, weight);
    }

    private void vector(GraphTensor tensor) {
        Optional<String> part =
                PartName.ofTensor(tensor.name()).filter(_ -> tensor.dimensions().size() == 1);
        Optional<TensorType> type = OnnxTypes.of(tensor.type());
        if (part.isPresent() && type.isPresent() && tensor.isWhole()) {
            put(
                    part.get(),
                    tensor.name(),
                    new PlainWeight(
                            tensor.data(), type.get(), 1, Math.toIntExact(tensor.elements())));
        } else if (tensor.elements() >= LEARNED
                && !OnnxProducts.ASIDE.matcher(tensor.name()).matches()) {
            throw bad(
                    "constant '" + tensor.name() + "'",
                    "has no place in the model",
                    "weights of projections, norms and the embedding",
                    tensor.dimensions() + " of type " + tensor.type());
        }
    }

    @Override
    public Optional<Weight> find(String part) {
        return Optional.ofNullable(weights.get(part));
    }

    @Override
    public Set<String> parts() {
        return Set.copyOf(weights.keySet());
    }

    @Override
    public boolean sharesHead() {
        String head = origins.get(PartName.HEAD);
        return head != null && head.equals(origins.get(PartName.EMBEDDING));
    }

    @Override
    public boolean isGraph() {
        return true;
    }

    @Override
    public List<Path> files() {
        return graph.files();
    }

    @Override
    public String words() {
        return String.valueOf(graph.path().getFileName());
    }

    @Override
    public void close() {
        graph.close();
    }

    private EngineException bad(String what, String wrong, Object expected, Object got) {
        return BadModel.of(
                "graph '%s' %s".formatted(graph.path(), OnnxConstants.shown(what)),
                wrong,
                expected,
                got,
                "use an export of a supported architecture, or its safetensors");
    }
}
