package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private final Map<String, String> blockSums = new HashMap<>();

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
        if (!form.offset()) {
            weights.add(new PackedWeights(matrices, form, codes, scales, Optional.empty()));
            matMul(input, codes, scales, rows, columns, form, output);
            return new Product(output, rows);
        }
        NBits small = NBits.ofOffsets();
        int smallBlocks = small.blocks(blocks);
        ExternalTensor offsetCodes = codes(name + ".offset", rows, smallBlocks, small);
        ExternalTensor offsetScales =
                graph.external(name + ".offset.scales", ElementType.FLOAT, rows, smallBlocks);
        PackedWeights.Offsets offsets = new PackedWeights.Offsets(offsetCodes, offsetScales);
        weights.add(new PackedWeights(matrices, form, codes, scales, Optional.of(offsets)));
        String centred = matMul(input, codes, scales, rows, columns, form, output + ".centred");
        String sums = sums(input, form.blockElements());
        String shift =
                matMul(sums, offsetCodes, offsetScales, rows, blocks, small, output + ".shift");
        graph.node(ONNX, "Add", List.of(centred, shift), List.of(output));
        return new Product(output, rows);
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

    /** The sum of each block of {@code input}: what an offset is multiplied with. */
    private String sums(String input, int blockElements) {
        return blockSums.computeIfAbsent(
                input + "/" + blockElements,
                _ -> {
                    String shape =
                            input.equals(flatInput)
                                    ? graph.constant("split.flat", 0, -1, blockElements)
                                    : graph.constant("split", 0, 0, -1, blockElements);
                    String split =
                            graph.node(
                                    ONNX,
                                    "Reshape",
                                    List.of(input, shape),
                                    List.of(input + ".blocks"));
                    return graph.node(
                            ONNX,
                            "ReduceSum",
                            List.of(split, graph.constant("last", -1)),
                            List.of(input + ".sums"),
                            Attribute.of("keepdims", 0));
                });
    }
}
