package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.Dimension;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.ExternalTensor;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes feed-forward layers of experts. Each expert is a branch of the graph, taken where the
 * router gave it a token: its products are those of a dense layer, over its own tokens alone.
 */
final class ExpertLayer {
    private static final String NONE = "no.weight";

    private final DecoderParts parts;
    private final Experts experts;
    private final GraphWriter graph;
    private final FeedForward feedForward;
    private final List<GraphPlan.Table> routers = new ArrayList<>();

    ExpertLayer(DecoderParts parts, Experts experts, FeedForward feedForward) {
        this.parts = parts;
        this.experts = experts;
        this.graph = parts.graph();
        this.feedForward = feedForward;
    }

    /** The routers' matrices of the layers so far. */
    List<GraphPlan.Table> routers() {
        return routers;
    }

    /** What a layer's experts add to the residual stream, which is {@code f32[B, S, hidden]}. */
    String write(String block, String input) {
        String tokens =
                reshaped(
                        input,
                        graph.constant("flat", -1, parts.shape().hidden()),
                        block + "tokens");
        String weights = weights(block, tokens);
        String sum = routed(block, tokens, weights);
        String shape = node("Shape", List.of(input), block + "shape");
        String routed = reshaped(sum, shape, block + "routed");
        return experts.sharedWidth() == 0 ? routed : withShared(block, input, routed);
    }

    /** f32[tokens, experts]: the weight of each expert's output, 0 for those not used. */
    private String weights(String block, String tokens) {
        int hidden = parts.shape().hidden();
        String name = block + "ffn_gate_inp.weight";
        ExternalTensor router = graph.external(name, ElementType.FLOAT, experts.count(), hidden);
        routers.add(
                new GraphPlan.Table(
                        router, parts.tensors().numbers(name, experts.count(), hidden)));
        String logits =
                graph.node(
                        MICROSOFT,
                        "FusedMatMul",
                        List.of(tokens, router.name()),
                        List.of(block + "router"),
                        Attribute.of("transB", 1));
        String likely =
                node("Softmax", List.of(logits), block + "likely", Attribute.of("axis", -1));
        String chosen = block + "chosen";
        String best = block + "best";
        graph.node(
                ONNX,
                "TopK",
                List.of(likely, graph.constant("experts.used", experts.used())),
                List.of(best, chosen),
                Attribute.of("axis", -1));
        if (experts.normed()) {
            String sum = node("ReduceSum", List.of(best, last()), block + "best.sum");
            best = node("Div", List.of(best, sum), block + "best.normed");
        }
        String zeros = node("Sub", List.of(likely, likely), block + "unused");
        return node(
                "ScatterElements",
                List.of(zeros, chosen, best),
                block + "weights",
                Attribute.of("axis", 1));
    }

    /** The experts' outputs by their weights, f32[tokens, hidden]. */
    private String routed(String block, String tokens, String weights) {
        String shares =
                node(
                        "ReduceSum",
                        List.of(weights, graph.constant("first", 0)),
                        block + "shares",
                        Attribute.of("keepdims", 0));
        String used = node("Greater", List.of(shares, none()), block + "used");
        List<String> taken = split(used, block + "used.", 0);
        List<String> columns = split(weights, block + "weights.", 1);
        CheckedTensors tensors = parts.tensors();
        int hidden = parts.shape().hidden();
        int count = experts.count();
        int width = experts.width();
        List<Matrix> gates = tensors.matrices(block + "ffn_gate_exps.weight", count, width, hidden);
        List<Matrix> ups = tensors.matrices(block + "ffn_up_exps.weight", count, width, hidden);
        List<Matrix> downs = tensors.matrices(block + "ffn_down_exps.weight", count, hidden, width);
        String sum = node("Sub", List.of(tokens, tokens), block + "experts");
        for (int e = 0; e < count; e++) {
            String expert = block + "expert." + e + ".";
            FeedForward.Weights own =
                    new FeedForward.Weights(gates.get(e), ups.get(e), downs.get(e));
            String before = sum;
            String column = columns.get(e);
            sum =
                    graph.choice(
                            taken.get(e),
                            () -> added(expert, tokens, column, own, before),
                            () -> node("Identity", List.of(before), expert + "passed"),
                            expert + "sum",
                            ElementType.FLOAT,
                            Dimension.of("T"),
                            Dimension.of(hidden));
        }
        return sum;
    }

    /** {@code sum} and one expert's output, in the rows of its own tokens. */
    private String added(
            String expert, String tokens, String column, FeedForward.Weights own, String sum) {
        String flat = node("Squeeze", List.of(column, last()), expert + "weight");
        String rows = node("NonZero", List.of(flat), expert + "rows"); // i64[1, n]
        String its = node("Gather", List.of(tokens, rows), expert + "tokens"); // f32[1, n, hidden]
        String weight = node("Gather", List.of(column, rows), expert + "weights");
        String output = feedForward.write(expert, its, own, parts.linear().plain());
        String weighted = node("Mul", List.of(output, weight), expert + "weighted");
        String places = node("Unsqueeze", List.of(rows, last()), expert + "places");
        return node(
                "ScatterND",
                List.of(sum, places, weighted),
                expert + "added",
                Attribute.of("reduction", "add"));
    }

    /** Every token goes through this one, weighted by a gate of its own. */
    private String withShared(String block, String input, String routed) {
        int hidden = parts.shape().hidden();
        int width = experts.sharedWidth();
        CheckedTensors tensors = parts.tensors();
        FeedForward.Weights shared =
                new FeedForward.Weights(
                        tensors.matrix(block + "ffn_gate_shexp.weight", width, hidden, 0),
                        tensors.matrix(block + "ffn_up_shexp.weight", width, hidden, 0),
                        tensors.matrix(block + "ffn_down_shexp.weight", hidden, width, 0));
        String output = feedForward.write(block + "shared.", input, shared, parts.linear().plain());
        String name = block + "ffn_gate_inp_shexp.weight";
        String gate =
                node(
                        "MatMul",
                        List.of(input, parts.inline(name, tensors.vector(name, hidden), hidden, 1)),
                        block + "shared.gated");
        String open = node("Sigmoid", List.of(gate), block + "shared.open");
        String weighted = node("Mul", List.of(output, open), block + "shared.weighted");
        return node("Add", List.of(routed, weighted), block + "fed");
    }

    private List<String> split(String input, String prefix, int axis) {
        List<String> outputs =
                IntStream.range(0, experts.count()).mapToObj(e -> prefix + e).toList();
        graph.node(
                ONNX,
                "Split",
                List.of(input),
                outputs,
                Attribute.of("axis", axis),
                Attribute.of("num_outputs", experts.count()));
        return outputs;
    }

    private String reshaped(String input, String shape, String output) {
        return node("Reshape", List.of(input, shape), output);
    }

    private String last() {
        return graph.constant("last", -1);
    }

    private String none() {
        return parts.inline(NONE, new float[] {0}, 1);
    }

    private String node(
            String operator, List<String> inputs, String output, Attribute... attributes) {
        return graph.node(ONNX, operator, inputs, List.of(output), attributes);
    }
}
