package dev.strata.engine.importer;

import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.List;

/** The cosines and sines of the rotary embedding, for every position and pair of a head. */
final class RopeTables {
    private RopeTables() {}

    /**
     * Adds {@code rope.cos} and {@code rope.sin}, f32[context, headDim / 2], and {@code
     * rope.local.cos} and {@code rope.local.sin} where layers differ.
     */
    static List<GraphPlan.Table> write(GraphWriter graph, Blueprint blueprint) {
        List<GraphPlan.Table> tables = new ArrayList<>();
        tables.addAll(write(graph, blueprint.shape(), blueprint.rope(), "rope"));
        if (blueprint.architecture().has(Architecture.Trait.LOCAL_LAYERS)) {
            tables.addAll(write(graph, blueprint.shape(), blueprint.localRope(), "rope.local"));
        }
        return tables;
    }

    private static List<GraphPlan.Table> write(
            GraphWriter graph, ModelShape shape, Blueprint.Rope rope, String name) {
        int half = shape.headDim() / 2;
        float[] cosines = new float[shape.contextTokens() * half];
        float[] sines = new float[cosines.length];
        for (int i = 0; i < half; i++) {
            double speed = Math.pow(rope.base(), -2.0 * i / shape.headDim()) / rope.stretch();
            for (int t = 0; t < shape.contextTokens(); t++) {
                cosines[t * half + i] = (float) Math.cos(t * speed);
                sines[t * half + i] = (float) Math.sin(t * speed);
            }
        }
        return List.of(
                table(graph, name + ".cos", cosines, half),
                table(graph, name + ".sin", sines, half));
    }

    private static GraphPlan.Table table(
            GraphWriter graph, String name, float[] numbers, int columns) {
        return new GraphPlan.Table(
                graph.external(name, ElementType.FLOAT, numbers.length / columns, columns),
                numbers);
    }
}
