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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes products of 8-bit whole numbers, one scale for each row of the weights.
 *
 * <p>An input is rounded with a step of each token's own, after its largest number. Where the
 * residual stream is turned by a {@link Rotation}, its norms have length 1 a number in every
 * direction, and one step is right for all of them: their factors move into the weights, and no
 * token is looked at.
 *
 * <p>Where less may be lost, what rounding to 8 bits left over can be rounded too and multiplied a
 * second time, which keeps 16; or the numbers of an input are spread over their neighbours, which
 * costs far less and does nearly as much where a few of them stand out. Outputs of attention are
 * means of values, and lose next to nothing by one rounding.
 */
final class IntegerLinear implements Linear {
    private static final int STEPS = 127;
    private static final int FINE_STEPS = 2 * STEPS; // the rest is at most half a step

    /** Of numbers whose mean square is 1: fewer than one of a hundred million is larger. */
    private static final float LARGEST_NORMED = 6;

    /** Numbers that are spread over each other: more of them lose no less, and cost more. */
    private static final int SPREAD = 64;

    private static final int LEAST_SPREAD = 16;

    /**
     * An input of products, rounded; its numbers are {@code codes * step * factor}.
     *
     * @param fine what that left over, rounded with the fine step
     * @param factor of each token; empty where there is none
     */
    private record Rounded(
            String codes, String step, Optional<Fine> fine, Optional<String> factor) {}

    private record Fine(String codes, String step) {}

    private final GraphWriter graph;
    private final boolean careful;
    private final boolean turned;
    private final List<ColumnWeights> weights = new ArrayList<>();
    private final Map<String, float[]> factors = new HashMap<>();
    private final Map<String, Rounded> inputs = new HashMap<>();

    /**
     * Begins with no products.
     *
     * @param careful whether inputs are spread where the residual stream is turned, and keep 16
     *     bits where it is not
     * @param turned whether the residual stream is
     */
    IntegerLinear(GraphWriter graph, boolean careful, boolean turned) {
        this.graph = graph;
        this.careful = careful;
        this.turned = turned;
    }

    /** All weights of the products so far. */
    List<ColumnWeights> weights() {
        return weights;
    }

    /** Takes the factors, where the stream is turned. */
    @Override
    public float[] normFactors(String norm, float[] wanted) {
        if (!turned) {
            return wanted;
        }
        factors.put(norm, wanted);
        float[] ones = new float[wanted.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** All matrices become one product. */
    @Override
    public List<Product> products(String input, String name, List<Matrix> matrices) {
        return List.of(write(input, name, matrices, inputBasis(input), careful));
    }

    /** A product each: splitting a large output costs more than a product begun twice. */
    @Override
    public List<Product> apart(String input, String name, List<Matrix> matrices) {
        List<Product> products = new ArrayList<>();
        for (Matrix matrix : matrices) {
            String own = name + "." + products.size();
            products.add(write(input, own, List.of(matrix), inputBasis(input), careful));
        }
        return products;
    }

    @Override
    public Product added(String input, String name, Matrix matrix) {
        int spread = careful && turned ? spread(matrix.tensor().columns()) : 1;
        String numbers = spread > 1 ? spread(input, spread) : input;
        return write(numbers, name, List.of(matrix), outputBasis(spread), careful && spread == 1);
    }

    @Override
    public Product attended(String input, String name, Matrix matrix) {
        return write(input, name, List.of(matrix), outputBasis(1), false);
    }

    private Basis outputBasis(int spread) {
        return turned ? new Basis.TurnedOutput(spread) : new Basis.Plain();
    }

    /** Numbers spread over each other, of {@code columns}; 1 where that would be too few. */
    private static int spread(int columns) {
        int most = Math.min(SPREAD, Integer.lowestOneBit(columns));
        return most < LEAST_SPREAD ? 1 : most;
    }

    /** Turns every {@code count} neighbours of an input. */
    private String spread(String input, int count) {
        String matrix = "spread." + count;
        ByteBuffer numbers = ByteBuffer.allocate(4 * count * count).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(Rotation.of(count).matrix());
        String shape = graph.node(ONNX, "Shape", List.of(input), List.of(input + ".shape"));
        String apart =
                graph.node(
                        ONNX,
                        "Reshape",
                        List.of(input, graph.constant("apart." + count, -1, count)),
                        List.of(input + ".apart"));
        String turned =
                graph.node(
                        ONNX,
                        "MatMul",
                        List.of(
                                apart,
                                graph.inline(
                                        matrix, ElementType.FLOAT, numbers.array(), count, count)),
                        List.of(input + ".turned"));
        return graph.node(ONNX, "Reshape", List.of(turned, shape), List.of(input + ".spread"));
    }

    private Basis inputBasis(String input) {
        float[] own = factors.get(input);
        return own == null ? new Basis.Plain() : new Basis.TurnedInput(own);
    }

    private Product write(
            String input, String name, List<Matrix> matrices, Basis basis, boolean fine) {
        long rows = matrices.stream().mapToLong(m -> m.tensor().rows()).sum();
        int columns = matrices.getFirst().tensor().columns();
        ExternalTensor codes = graph.external(name + ".columns", ElementType.INT8, columns, rows);
        ExternalTensor scales = graph.external(name + ".scales", ElementType.FLOAT, rows);
        weights.add(new ColumnWeights(matrices, codes, scales, basis));
        Rounded rounded = inputs.computeIfAbsent(input, _ -> round(input, fine));
        String output = name + ".0";
        String product =
                product(rounded.codes(), rounded.step(), codes, scales, output + ".coarse");
        if (rounded.fine().isPresent()) {
            Fine second = rounded.fine().get();
            String rest = product(second.codes(), second.step(), codes, scales, output + ".fine");
            product = graph.node(ONNX, "Add", List.of(product, rest), List.of(output + ".both"));
        }
        if (rounded.factor().isPresent()) {
            List<String> both = List.of(product, rounded.factor().get());
            product = graph.node(ONNX, "Mul", both, List.of(output));
        }
        return new Product(product, rows);
    }

    private String product(
            String input, String step, ExternalTensor codes, ExternalTensor scales, String output) {
        return graph.node(
                MICROSOFT,
                "MatMulIntegerToFloat",
                List.of(input, codes.name(), step, scales.name(), zero()),
                List.of(output));
    }

    private Rounded round(String input, boolean fine) {
        if (factors.containsKey(input)) {
            return round(input, input, LARGEST_NORMED, false, Optional.empty());
        }
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
        return round(share, input, 1, fine, Optional.of(largest));
    }

    /** Rounds numbers that are at most {@code largest}. */
    private Rounded round(
            String numbers, String name, float largest, boolean fine, Optional<String> factor) {
        String step = number("step." + (int) largest, largest / STEPS);
        String codes = quantise(numbers, step, name + ".codes");
        if (!fine) {
            return new Rounded(codes, step, Optional.empty(), factor);
        }
        String rounded =
                graph.node(
                        ONNX,
                        "DequantizeLinear",
                        List.of(codes, step, zero()),
                        List.of(name + ".rounded"));
        String rest = graph.node(ONNX, "Sub", List.of(numbers, rounded), List.of(name + ".rest"));
        String fineStep = number("step.fine." + (int) largest, largest / STEPS / FINE_STEPS);
        Fine rest8 = new Fine(quantise(rest, fineStep, name + ".fine"), fineStep);
        return new Rounded(codes, step, Optional.of(rest8), factor);
    }

    private String quantise(String numbers, String step, String output) {
        return graph.node(ONNX, "QuantizeLinear", List.of(numbers, step, zero()), List.of(output));
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
