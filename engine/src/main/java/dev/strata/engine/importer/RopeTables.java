package dev.strata.engine.importer;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** The cosines and sines of the rotary embedding, for every position and pair of a head. */
final class RopeTables {
    private RopeTables() {}

    /**
     * Adds {@code rope.cos} and {@code rope.sin}, f32[context, headDim / 2], and {@code
     * rope.local.cos} and {@code rope.local.sin} where layers differ.
     */
    static List<GraphPlan.Table> write(DecoderParts parts) {
        Blueprint blueprint = parts.blueprint();
        List<GraphPlan.Table> tables = new ArrayList<>();
        tables.addAll(write(parts, blueprint.rope(), "rope"));
        if (blueprint.architecture().has(Architecture.Trait.LOCAL_LAYERS)) {
            tables.addAll(write(parts, blueprint.localRope(), "rope.local"));
        }
        return tables;
    }

    private static List<GraphPlan.Table> write(
            DecoderParts parts, Blueprint.Rope rope, String name) {
        double[] speeds = speeds(parts, rope);
        int context = parts.shape().contextTokens();
        return List.of(
                table(
                        parts.graph(),
                        name + ".cos",
                        context,
                        speeds,
                        t -> rope.scale() * Math.cos(t)),
                table(
                        parts.graph(),
                        name + ".sin",
                        context,
                        speeds,
                        t -> rope.scale() * Math.sin(t)));
    }

    /** How far each pair turns from one position to the next. */
    private static double[] speeds(DecoderParts parts, Blueprint.Rope rope) {
        int width = parts.shape().headDim();
        double[] speeds = new double[width / 2];
        for (int i = 0; i < speeds.length; i++) {
            speeds[i] = Math.pow(rope.base(), -2.0 * i / width) / rope.stretch();
        }
        rope.unusedFactors().ifPresent(parts.tensors()::use);
        if (rope.factors().isPresent()) {
            String tensor = rope.factors().get();
            float[] factors = parts.tensors().vector(tensor, speeds.length);
            for (int i = 0; i < speeds.length; i++) {
                if (!(factors[i] > 0 && factors[i] <= Float.MAX_VALUE)) {
                    throw BadModel.of(
                            "model tensor '" + tensor + "'",
                            "is corrupt",
                            "finite numbers greater than 0",
                            factors[i],
                            "fetch the file again");
                }
                speeds[i] /= factors[i];
            }
        }
        return speeds;
    }

    private static GraphPlan.Table table(
            GraphWriter graph, String name, int context, double[] speeds, DoubleUnaryOperator of) {
        Supplier<float[]> numbers =
                () -> {
                    float[] all = new float[Math.multiplyExact(context, speeds.length)];
                    for (int at = 0; at < all.length; at++) {
                        int t = at / speeds.length;
                        all[at] = (float) of.applyAsDouble(t * speeds[at % speeds.length]);
                    }
                    return all;
                };
        return new GraphPlan.Table(
                graph.external(name, ElementType.FLOAT, context, speeds.length), numbers);
    }
}
