package dev.strata.engine.layout;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.graph.GraphNode;
import dev.strata.engine.graph.GraphTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads matrices of 8 bits as ONNX Runtime's dynamic quantisation leaves them: codes called {@code
 * X_quantized}, and {@code X_scale} and {@code X_zero_point} beside them.
 */
final class OnnxBytes {
    private static final String QUANTISED = "_quantized";

    private final OnnxConstants constants;

    OnnxBytes(OnnxConstants constants) {
        this.constants = constants;
    }

    /** What a product multiplies by. */
    OnnxProducts.Found product(GraphNode node, OnnxConstants.Source source) {
        GraphTensor tensor = constants.matrix(node, source.tensor());
        long rows = tensor.dimensions().getLast();
        int columns = constants.columns(node, tensor.dimensions().getFirst());
        TurnedWeight turned = new TurnedWeight(tensor.data(), TensorType.Q8_0, 1, rows, columns);
        String scale =
                switch (node.operator()) {
                    case "MatMulIntegerToFloat" -> node.input(3);
                    case "DynamicQuantizeMatMul" -> node.input(2);
                    default -> beside(tensor, "_scale");
                };
        String zero = node.input(node.operator().equals("MatMulIntegerToFloat") ? 5 : 3);
        return found(node, source, turned::row, rows, columns, new Beside(scale, zero));
    }

    /** What rows are looked up in. */
    OnnxProducts.Found rows(GraphNode node, OnnxConstants.Source source) {
        GraphTensor tensor = constants.matrix(node, source.tensor());
        int columns = constants.columns(node, tensor.dimensions().getLast());
        MemorySegment data = tensor.data();
        ByteWeight.Codes codes =
                (row, to) ->
                        MemorySegment.copy(
                                data, ValueLayout.JAVA_BYTE, row * columns, to, 0, columns);
        Beside beside = new Beside(beside(tensor, "_scale"), beside(tensor, "_zero_point"));
        return found(node, source, codes, tensor.dimensions().getFirst(), columns, beside);
    }

    /** Names of scales and zeros. */
    private record Beside(String scale, String zero) {}

    private static String beside(GraphTensor codes, String suffix) {
        String name = codes.name();
        int length = name.length() - (name.endsWith(QUANTISED) ? QUANTISED.length() : 0);
        return name.substring(0, length) + suffix;
    }

    private OnnxProducts.Found found(
            GraphNode node,
            OnnxConstants.Source source,
            ByteWeight.Codes codes,
            long rows,
            int columns,
            Beside beside) {
        int type = source.tensor().type();
        if (source.turned() || type != GraphTensor.INT8 && type != GraphTensor.UINT8) {
            throw constants.bad(node, "has weights of an unexpected type", "8 bits", type);
        }
        Weight weight =
                new ByteWeight(
                        codes,
                        rows,
                        columns,
                        type == GraphTensor.INT8,
                        scales(node, beside.scale(), rows),
                        zeros(node, beside.zero(), rows, type));
        constants.use(source.tensor().name());
        return new OnnxProducts.Found(source.tensor().name(), weight);
    }

    private float[] scales(GraphNode node, String name, long rows) {
        GraphTensor tensor = constants.find(name);
        if (tensor == null || !fits(tensor, rows)) {
            throw constants.bad(
                    node, "has no scales", "one, or one for each row", "'" + name + "'");
        }
        TensorType type = constants.type(node, tensor);
        float[] numbers = new float[(int) tensor.elements()];
        type.dequantise(tensor.data().toArray(ValueLayout.JAVA_BYTE), 0, numbers.length, numbers);
        constants.use(name);
        return numbers;
    }

    private int[] zeros(GraphNode node, String name, long rows, int type) {
        GraphTensor tensor = constants.find(name);
        if (tensor == null) {
            return new int[1];
        }
        if (!fits(tensor, rows) || tensor.type() != type) {
            throw constants.bad(
                    node, "has odd zeros", "one, or one for each row", tensor.dimensions());
        }
        int[] zeros = new int[(int) tensor.elements()];
        for (int i = 0; i < zeros.length; i++) {
            byte code = tensor.data().get(ValueLayout.JAVA_BYTE, i);
            zeros[i] = type == GraphTensor.INT8 ? code : Byte.toUnsignedInt(code);
        }
        constants.use(name);
        return zeros;
    }

    private static boolean fits(GraphTensor tensor, long rows) {
        return tensor.isWhole()
                && (tensor.elements() == 1 || tensor.elements() == rows)
                && rows < Integer.MAX_VALUE;
    }
}
