package dev.strata.engine.importer;

import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.util.List;

/** The cosines and sines of the rotary embedding, for every position and pair of a head. */
final class RopeTables {
    private RopeTables() {}

    /** Adds {@code rope.cos} and {@code rope.sin}, f32[context, headDim / 2]. */
    static List<GraphPlan.Table> write(GraphWriter graph, Blueprint blueprint) {
        ModelShape shape = blueprint.shape();
        int half = shape.headDim() / 2;
        float[] cosines = new float[shape.contextTokens() * half];
        float[] sines = new float[cosines.length];
        for (int i = 0; i < half; i++) {
            double speed = Math.pow(blueprint.ropeBase(), -2.0 * i / shape.headDim());
            for (int t = 0; t < shape.contextTokens(); t++) {
                cosines[t * half + i] = (float) Math.cos(t * speed);
                sines[t * half + i] = (float) Math.sin(t * speed);
            }
        }
        return List.of(
                table(graph, "rope.cos", cosines, half), table(graph, "rope.sin", sines, half));
    }

    private static GraphPlan.Table table(
            GraphWriter graph, String name, float[] numbers, int columns) {
        return new GraphPlan.Table(
                graph.external(name, ElementType.FLOAT, numbers.length / columns, columns),
                numbers);
    }
}
