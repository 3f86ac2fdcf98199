package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.Dimension;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes products to which adapters add: {@code y + ((x * down^T) . mask) * up}.
 *
 * <p>{@code <name>.down} f32[R, inputs] and {@code <name>.up} f32[R, outputs] are inputs of the
 * graph, the ranks of all adapters one below the other; {@code mask.<matrices>} f32[B, 1, R] is 1
 * where a rank is of the row's own adapter and 0 elsewhere. So rows of one batch may have different
 * adapters, or none, whose products are exactly those without.
 */
final class AdaptedLinear implements Linear {
    private final GraphWriter graph;
    private final LinearWriter linear;
    private final Set<Integer> masks = new HashSet<>();

    AdaptedLinear(GraphWriter graph, LinearWriter linear) {
        this.graph = graph;
        this.linear = linear;
    }

    @Override
    public List<Product> products(String input, String name, List<Matrix> matrices) {
        List<Product> parts = linear.products(input, name, matrices);
        long rows = parts.stream().mapToLong(Product::rows).sum();
        String plain = name + ".plain";
        if (parts.size() == 1) {
            plain = parts.getFirst().output();
        } else {
            graph.node(
                    ONNX,
                    "Concat",
                    parts.stream().map(Product::output).toList(),
                    List.of(plain),
                    Attribute.of("axis", -1));
        }
        int columns = matrices.getFirst().tensor().columns();
        Dimension ranks = Dimension.of("R" + matrices.size());
        String down = graph.input(name + ".down", ElementType.FLOAT, ranks, Dimension.of(columns));
        String up = graph.input(name + ".up", ElementType.FLOAT, ranks, Dimension.of(rows));
        String narrow =
                graph.node(
                        MICROSOFT,
                        "FusedMatMul",
                        List.of(input, down),
                        List.of(name + ".narrow"),
                        Attribute.of("transB", 1));
        String own =
                graph.node(
                        ONNX,
                        "Mul",
                        List.of(narrow, mask(matrices.size())),
                        List.of(name + ".own"));
        String added = graph.node(ONNX, "MatMul", List.of(own, up), List.of(name + ".added"));
        String output = graph.node(ONNX, "Add", List.of(plain, added), List.of(name + ".adapted"));
        return List.of(new Product(output, rows));
    }

    @Override
    public Linear plain() {
        return linear;
    }

    private String mask(int matrices) {
        String name = "mask." + matrices;
        if (masks.add(matrices)) {
            graph.input(
                    name,
                    ElementType.FLOAT,
                    Dimension.of("B"),
                    Dimension.of(1),
                    Dimension.of("R" + matrices));
        }
        return name;
    }
}
