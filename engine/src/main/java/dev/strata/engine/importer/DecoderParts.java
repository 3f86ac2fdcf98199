package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What every part of a model's graph is written with. Used by one thread. */
record DecoderParts(
        GgufFile file,
        CheckedTensors tensors,
        Blueprint blueprint,
        GraphWriter graph,
        Linear linear) {

    ModelShape shape() {
        return blueprint.shape();
    }

    /** Norms {@code input}'s last dimension, of {@code width} numbers. */
    String norm(String input, String weights, int width, String output) {
        return norm(input, inline(weights, tensors.vector(weights, width), width), output);
    }

    /** Norms the residual stream. */
    String streamNorm(String input, String weights, String output) {
        return norm(input, streamFactors(weights, output), output);
    }

    private String norm(String input, String factors, String output) {
        return graph.node(
                ONNX,
                "SimplifiedLayerNormalization",
                List.of(input, factors),
                List.of(output),
                Attribute.of("epsilon", blueprint.normEpsilon()),
                Attribute.of("axis", -1),
                Attribute.of("stash_type", 1));
    }

    /** Norms the sum of two; {@code <output>.sum} is the sum itself, where it is kept. */
    String skipNorm(String residual, String added, String weights, String output, boolean keepSum) {
        List<String> outputs = keepSum ? List.of(output, "", "", output + ".sum") : List.of(output);
        return graph.node(
                MICROSOFT,
                "SkipSimplifiedLayerNormalization",
                List.of(residual, added, streamFactors(weights, output)),
                outputs,
                Attribute.of("epsilon", blueprint.normEpsilon()));
    }

    /** Puts outputs side by side, in the last dimension. */
    String beside(List<Linear.Product> parts, String output) {
        if (parts.size() == 1) {
            return parts.getFirst().output();
        }
        return graph.node(
                ONNX,
                "Concat",
                parts.stream().map(Linear.Product::output).toList(),
                List.of(output),
                Attribute.of("axis", -1));
    }

    /** Numbers inside the graph. */
    String inline(String name, float[] numbers, long... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return graph.inline(name, ElementType.FLOAT, bytes.array(), dimensions);
    }

    private String streamFactors(String name, String output) {
        float[] wanted = tensors.vector(name, shape().hidden());
        return inline(name, linear.normFactors(output, wanted), wanted.length);
    }
}
