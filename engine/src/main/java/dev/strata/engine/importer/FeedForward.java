package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.GraphWriter;
import dev.strata.engine.importer.Architecture.Trait;
import java.util.List;

/** Writes gated feed-forward layers: {@code down(act(gate(x)) * up(x))}. */
final class FeedForward {
    private final DecoderParts parts;
    private final GraphWriter graph;

    FeedForward(DecoderParts parts) {
        this.parts = parts;
        this.graph = parts.graph();
    }

    /** The matrices of a layer, or of one expert. */
    record Weights(Matrix gate, Matrix up, Matrix down) {}

    /** What a layer's feed-forward part adds to the residual stream. */
    String write(String block, String input) {
        int hidden = parts.shape().hidden();
        int inner = parts.shape().feedForward();
        CheckedTensors tensors = parts.tensors();
        Matrix down = tensors.matrix(block + "ffn_down.weight", hidden, inner, 0);
        Weights weights;
        if (has(Trait.FUSED)) {
            List<Matrix> both = tensors.stacked(block + "ffn_up.weight", hidden, inner, inner);
            weights = new Weights(both.getFirst(), both.getLast(), down);
        } else {
            weights =
                    new Weights(
                            tensors.matrix(block + "ffn_gate.weight", inner, hidden, 0),
                            tensors.matrix(block + "ffn_up.weight", inner, hidden, 0),
                            down);
        }
        return write(block, input, weights, parts.linear());
    }

    /** The layer of {@code weights} for {@code input}, with products of {@code linear}. */
    String write(String block, String input, Weights weights, Linear linear) {
        List<Linear.Product> products =
                linear.apart(input, block + "gate_up", List.of(weights.gate(), weights.up()));
        String gate = products.getFirst().output();
        String up = products.getLast().output();
        if (products.size() == 1) {
            up = block + "up";
            gate =
                    graph.node(
                            ONNX,
                            "Split",
                            List.of(products.getFirst().output()),
                            List.of(block + "gate", up),
                            Attribute.of("axis", -1),
                            Attribute.of("num_outputs", 2));
        }
        String activated = activated(gate, block);
        String product = graph.node(ONNX, "Mul", List.of(activated, up), List.of(block + "inner"));
        return linear.added(product, block + "ffn_down", weights.down()).output();
    }

    private String activated(String gate, String block) {
        if (has(Trait.GELU)) {
            return graph.node(
                    ONNX,
                    "Gelu",
                    List.of(gate),
                    List.of(block + "gelu"),
                    Attribute.of("approximate", "tanh"));
        }
        return graph.node(
                MICROSOFT,
                "QuickGelu",
                List.of(gate),
                List.of(block + "silu"),
                Attribute.of("alpha", 1f));
    }

    private boolean has(Trait trait) {
        return parts.blueprint().architecture().has(trait);
    }
}
