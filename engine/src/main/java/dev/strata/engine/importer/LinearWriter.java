package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import dev.strata.engine.importer.NBits.Offsets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes products with quantised matrices, and remembers which weights they need.
 *
 * <p>Accuracy level 4 throughout: activations are rounded to 8 bits within blocks; the other levels
 * are several times slower for 4 bits and have no fast kernel for 8.
 */
final class LinearWriter implements Linear {
    private static final Attribute ACCURACY = Attribute.of("accuracy_level", 4);

    private final GraphWriter graph;
    private final ImportPolicy policy;
    private final String flatInput;
    private final List<PackedWeights> weights = new ArrayList<>();
    private final Set<String> made = new HashSet<>();

    /**
     * Begins with no products.
     *
     * @param flatInput the one input of two dimensions; all others have three
     */
    LinearWriter(GraphWriter graph, ImportPolicy policy, String flatInput) {
        this.graph = graph;
        this.flatInput = flatInput;
        this.policy = policy;
    }

    /** All weights of the products so far. */
    List<PackedWeights> weights() {
        return weights;
    }

    /** Neighbours of equal form become one product. */
    @Override
    public List<Product> products(String input, String name, List<Matrix> matrices) {
        long elements = matrices.stream().mapToLong(m -> m.tensor().elements()).sum();
        List<List<Matrix>> groups = new ArrayList<>();
        for (Matrix matrix : matrices) {
            boolean joins =
                    !groups.isEmpty()
                            && form(groups.getLast().getLast(), elements)
                                    .equals(form(matrix, elements));
            if (!joins) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(matrix);
        }
        List<Product> products = new ArrayList<>();
        for (List<Matrix> group : groups) {
            String output = name + "." + products.size();
            NBits form = form(group.getFirst(), elements);
            products.add(write(input, output, group, form, output + ".product"));
        }
        return products;
    }

    /** Multiplies {@code input} with stacked matrices of one form into {@code output}. */
    Product product(String input, String name, List<Matrix> matrices, String output) {
        long elements = matrices.stream().mapToLong(m -> m.tensor().elements()).sum();
        return write(input, name, matrices, form(matrices.getFirst(), elements), output);
    }

    private NBits form(Matrix matrix, long siteElements) {
        return policy.form(matrix.tensor().type(), matrix.tensor().columns(), siteElements);
    }

    private Product write(
            String input, String name, List<Matrix> matrices, NBits form, String output) {
        long rows = matrices.stream().mapToLong(m -> m.tensor().rows()).sum();
        int columns = matrices.getFirst().tensor().columns();
        int blocks = form.blocks(columns);
        ExternalTensor codes = codes(name, rows, blocks, form);
        ExternalTensor scales = graph.external(name + ".scales", ElementType.FLOAT, rows, blocks);
        Optional<PackedWeights.Offsets> apart =
                form.offsets() == Offsets.PRODUCT
                        ? Optional.of(offsets(name, rows, columns / form.blockElements()))
                        : Optional.empty();
        weights.add(new PackedWeights(matrices, form, codes, scales, apart));
        switch (form.offsets()) {
            case NONE -> matMul(input, codes, scales, rows, columns, form, output);
            case COLUMNS -> {
                String extended = withMeans(input, form);
                matMul(extended, codes, scales, rows, form.inputs(columns), form, output);
            }
            case PRODUCT -> {
                String centred =
                        matMul(input, codes, scales, rows, columns, form, output + ".centred");
                String shift =
                        matMul(
                                means(input, form.blockElements()),
                                apart.orElseThrow().codes(),
                                apart.orElseThrow().scales(),
                                rows,
                                columns / form.blockElements(),
                                NBits.ofOffsets(),
                                output + ".shift");
                graph.node(ONNX, "Add", List.of(centred, shift), List.of(output));
            }
        }
        return new Product(output, rows);
    }

    private PackedWeights.Offsets offsets(String name, long rows, int groups) {
        NBits form = NBits.ofOffsets();
        int blocks = form.blocks(groups);
        return new PackedWeights.Offsets(
                codes(name + ".offset", rows, blocks, form),
                graph.external(name + ".offset.scales", ElementType.FLOAT, rows, blocks));
    }

    private ExternalTensor codes(String name, long rows, int blocks, NBits form) {
        return graph.external(name + ".codes", ElementType.UINT8, rows, blocks, form.blockBytes());
    }

    private String matMul(
            String input,
            ExternalTensor codes,
            ExternalTensor scales,
            long rows,
            int columns,
            NBits form,
            String output) {
        return graph.node(
                MICROSOFT,
                "MatMulNBits",
                List.of(input, codes.name(), scales.name()),
                List.of(output),
                Attribute.of("K", columns),
                Attribute.of("N", rows),
                Attribute.of("bits", form.bits()),
                Attribute.of("block_size", form.blockElements()),
                ACCURACY);
    }

    /** {@code input}, the means of its blocks, and a small share of them. */
    private String withMeans(String input, NBits form) {
        String extended = input + ".extended" + form.blockElements();
        if (made.add(extended)) {
            String means = means(input, form.blockElements());
            ByteBuffer share = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            share.putFloat(0, 1f / NBits.FINE);
            String fine = graph.inline("fine", ElementType.FLOAT, share.array(), 1);
            String small = graph.node(ONNX, "Mul", List.of(means, fine), List.of(input + ".small"));
            graph.node(
                    ONNX,
                    "Concat",
                    List.of(input, means, small),
                    List.of(extended),
                    Attribute.of("axis", -1));
        }
        return extended;
    }

    /** The mean of each block of {@code input}: what an offset is multiplied with. */
    private String means(String input, int blockElements) {
        String means = input + ".means" + blockElements;
        if (made.add(means)) {
            boolean flat = input.equals(flatInput);
            String rows = flat ? reshaped(input, input + ".wide", "wide", 0, 1, -1) : input;
            String pooled =
                    graph.node(
                            ONNX,
                            "AveragePool",
                            List.of(rows),
                            List.of(flat ? input + ".pooled" : means),
                            Attribute.ofEach("kernel_shape", blockElements),
                            Attribute.ofEach("strides", blockElements));
            return flat ? reshaped(pooled, means, "narrow", 0, -1) : pooled;
        }
        return means;
    }

    private String reshaped(String input, String output, String shape, long... dimensions) {
        return graph.node(
                ONNX,
                "Reshape",
                List.of(input, graph.constant(shape, dimensions)),
                List.of(output));
    }
}
