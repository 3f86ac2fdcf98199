package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes products of 32-bit numbers, nothing rounded: what others are measured against. */
final class FloatLinear implements Linear {
    private final GraphWriter graph;
    private final List<FloatWeights> weights = new ArrayList<>();

    FloatLinear(GraphWriter graph) {
        this.graph = graph;
    }

    /** All weights of the products so far. */
    List<FloatWeights> weights() {
        return weights;
    }

    /** All matrices become one product. */
    @Override
    public List<Product> products(String input, String name, List<Matrix> matrices) {
        return List.of(product(input, name, matrices, name + ".0"));
    }

    /** Multiplies {@code input} with stacked matrices into {@code output}. */
    Product product(String input, String name, List<Matrix> matrices, String output) {
        long rows = matrices.stream().mapToLong(m -> m.tensor().rows()).sum();
        int columns = matrices.getFirst().tensor().columns();
        ExternalTensor numbers =
                graph.external(name + ".weights", ElementType.FLOAT, rows, columns);
        weights.add(new FloatWeights(matrices, numbers));
        graph.node(
                MICROSOFT,
                "FusedMatMul",
                List.of(input, numbers.name()),
                List.of(output),
                Attribute.of("transB", 1));
        return new Product(output, rows);
    }
}
