package dev.strata.engine.layout;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the matrices that an ONNX graph's nodes multiply by or look rows up in. */
final class OnnxProducts {
    /** Constants that only say where things are: tables of the rotary embedding, masks. */
    static final Pattern ASIDE = Pattern.compile(".*(cos|sin|inv_freq|rotary|mask|position).*");

    private final OnnxConstants constants;
    private final OnnxBlocks blocks;
    private final OnnxBytes bytes;

    /**
     * A matrix, with a row for each output.
     *
     * @param constant that it lies in
     */
    record Found(String constant, Weight weight) {}

    OnnxProducts(OnnxConstants constants) {
        this.constants = constants;
        this.blocks = new OnnxBlocks(constants);
        this.bytes = new OnnxBytes(constants);
    }

    /** Whether a node looks rows of a matrix up. */
    static boolean isLookUp(GraphNode node) {
        return node.operator().startsWith("Gather");
    }

    /**
     * The matrix of a node; empty where it has none.
     *
     * @throws EngineException with BAD_MODEL where it is stored in a way that is not understood
     */
    Optional<Found> of(GraphNode node) {
        return switch (node.operator()) {
            case "MatMul", "FusedMatMul", "Gemm" ->
                    constants
                            .source(node.input(1))
                            .map(of -> plain(node, of, node.whole("transB", 0) == 1));
            case "Gather" -> constants.source(node.input(0)).flatMap(of -> rows(node, of));
            case "MatMulNBits" ->
                    constants.source(node.input(1)).map(of -> blocks.product(node, of.tensor()));
            case "GatherBlockQuantized" ->
                    constants.source(node.input(0)).map(of -> blocks.rows(node, of.tensor()));
            case "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul" ->
                    constants.source(node.input(1)).map(of -> bytes.product(node, of));
            default -> Optional.empty();
        };
    }

    /** Another factor, or a turned left side, would be another product. */
    private void requirePlain(GraphNode node) {
        if (node.real("alpha", 1) != 1
                || node.whole("transA", 0) != 0
                || node.whole("transBatchA", 0) != 0
                || node.whole("transBatchB", 0) != 0) {
            throw constants.bad(
                    node, "is no plain product", "alpha 1 and nothing but transB", "another");
        }
    }

    private Found plain(GraphNode node, OnnxConstants.Source source, boolean transposed) {
        requirePlain(node);
        GraphTensor tensor = constants.matrix(node, source.tensor());
        TensorType type = constants.type(node, tensor);
        int each = Math.toIntExact(type.bytes(1));
        long first = tensor.dimensions().getFirst();
        long second = tensor.dimensions().getLast();
        boolean rowForEachOutput = source.turned() != transposed;
        Weight weight =
                rowForEachOutput
                        ? new PlainWeight(
                                tensor.data(), type, first, constants.columns(node, second))
                        : new TurnedWeight(
                                tensor.data(), type, each, second, constants.columns(node, first));
        constants.use(tensor.name());
        return new Found(tensor.name(), weight);
    }

    /** The embedding is the one learned matrix whose rows are looked up. */
    private Optional<Found> rows(GraphNode node, OnnxConstants.Source source) {
        GraphTensor tensor = source.tensor();
        boolean plain = OnnxTypes.of(tensor.type()).isPresent();
        boolean whole = tensor.type() == GraphTensor.UINT8 || tensor.type() == GraphTensor.INT8;
        if (tensor.dimensions().size() != 2
                || !plain && !whole
                || node.whole("axis", 0) != 0
                || ASIDE.matcher(tensor.name()).matches()) {
            return Optional.empty();
        }
        return Optional.of(whole ? bytes.rows(node, source) : plain(node, source, true));
    }
}
