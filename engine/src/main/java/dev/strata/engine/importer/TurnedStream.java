package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import java.util.List;

/** Writes the ways into a residual stream that is turned by a {@link Rotation}, and out of it. */
final class TurnedStream {
    private final GraphWriter graph;
    private final ExternalTensor place;
    private final GraphPlan.Table table;

    TurnedStream(GraphWriter graph, int width) {
        this.graph = graph;
        this.place = graph.external("rotation", ElementType.FLOAT, width, width);
        this.table = new GraphPlan.Table(place, Rotation.of(width).matrix());
    }

    /** The matrix and its place. */
    GraphPlan.Table table() {
        return table;
    }

    String enter(String input) {
        return graph.node(ONNX, "MatMul", List.of(input, place.name()), List.of(input + ".turned"));
    }

    /** The sum of two of the stream, as it would have been. */
    String leave(String residual, String added) {
        String sum = graph.node(ONNX, "Add", List.of(residual, added), List.of("last.turned"));
        return graph.node(
                MICROSOFT,
                "FusedMatMul",
                List.of(sum, place.name()),
                List.of("last.sum"),
                Attribute.of("transB", 1));
    }
}
