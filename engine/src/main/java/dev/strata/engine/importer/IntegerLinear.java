package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes products of 8-bit whole numbers: one scale for each row of the weights, one for each token
 * of the input.
 *
 * <p>Rounded once, the input keeps 8 bits; where {@code twice}, what that left over is rounded too
 * and multiplied a second time, which keeps 16.
 */
final class IntegerLinear implements Linear {
    private static final float STEP = 1f / 127;
    private static final float FINE_STEP = STEP / 254; // the rest is at most half a step

    /** An input of products, rounded; its numbers are {@code code * step * largest}. */
    private record Rounded(String codes, String fineCodes, String largest) {}

    private final GraphWriter graph;
    private final boolean twice;
    private final List<ColumnWeights> weights = new ArrayList<>();
    private final Map<String, Rounded> inputs = new HashMap<>();

    IntegerLinear(GraphWriter graph, boolean twice) {
        this.graph = graph;
        this.twice = twice;
    }

    /** All weights of the products so far. */
    List<ColumnWeights> weights() {
        return weights;
    }

    /** All matrices become one product. */
    @Override
    public List<Product> products(String input, String name, List<Matrix> matrices) {
        long rows = matrices.stream().mapToLong(m -> m.tensor().rows()).sum();
        int columns = matrices.getFirst().tensor().columns();
        ExternalTensor codes = graph.external(name + ".columns", ElementType.INT8, columns, rows);
        ExternalTensor scales = graph.external(name + ".scales", ElementType.FLOAT, rows);
        weights.add(new ColumnWeights(matrices, codes, scales));
        Rounded rounded = inputs.computeIfAbsent(input, this::round);
        String product = product(rounded.codes(), step(), codes, scales, name + ".coarse");
        if (twice) {
            String fine = product(rounded.fineCodes(), fineStep(), codes, scales, name + ".fine");
            product = graph.node(ONNX, "Add", List.of(product, fine), List.of(name + ".both"));
        }
        String output =
                graph.node(ONNX, "Mul", List.of(product, rounded.largest()), List.of(name + ".0"));
        return List.of(new Product(output, rows));
    }

    private String product(
            String input, String step, ExternalTensor codes, ExternalTensor scales, String output) {
        return graph.node(
                MICROSOFT,
                "MatMulIntegerToFloat",
                List.of(input, codes.name(), step, scales.name(), zero()),
                List.of(output));
    }

    private Rounded round(String input) {
        String sizes = graph.node(ONNX, "Abs", List.of(input), List.of(input + ".sizes"));
        String most =
                graph.node(
                        ONNX,
                        "ReduceMax",
                        List.of(sizes, graph.constant("last", -1)),
                        List.of(input + ".most"),
                        Attribute.of("keepdims", 1));
        String least = number("least", 1e-9f);
        String largest = graph.node(ONNX, "Max", List.of(most, least), List.of(input + ".largest"));
        String share = graph.node(ONNX, "Div", List.of(input, largest), List.of(input + ".share"));
        String codes = quantise(share, step(), input + ".codes");
        return new Rounded(codes, twice ? rest(share, codes, input) : "", largest);
    }

    private String rest(String share, String codes, String input) {
        String rounded =
                graph.node(
                        ONNX,
                        "DequantizeLinear",
                        List.of(codes, step(), zero()),
                        List.of(input + ".rounded"));
        String rest = graph.node(ONNX, "Sub", List.of(share, rounded), List.of(input + ".rest"));
        return quantise(rest, fineStep(), input + ".fine");
    }

    private String quantise(String numbers, String step, String output) {
        return graph.node(ONNX, "QuantizeLinear", List.of(numbers, step, zero()), List.of(output));
    }

    private String step() {
        return number("step", STEP);
    }

    private String fineStep() {
        return number("step.fine", FINE_STEP);
    }

    private String zero() {
        return graph.inline("zero", ElementType.UINT8, new byte[] {(byte) 128});
    }

    private String number(String name, float value) {
        byte[] bytes =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
        return graph.inline(name, ElementType.FLOAT, bytes);
    }
}
