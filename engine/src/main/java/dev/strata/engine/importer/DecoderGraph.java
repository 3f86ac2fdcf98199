package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.Dimension;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the graph of a model: rotary grouped-query attention over a cache that is updated in
 * place, SwiGLU, root-mean-square norms. Used once, by one thread.
 */
final class DecoderGraph {
    private static final String WANTED = "wanted";

    private final DecoderParts parts;
    private final ModelShape shape;
    private final GraphWriter graph;
    private final Attention attention;
    private final FeedForward feedForward;
    private final List<GraphPlan.Table> tables = new ArrayList<>();

    private DecoderGraph(GgufFile file, Blueprint blueprint, GraphWriter graph, Linear linear) {
        this.parts = new DecoderParts(file, new CheckedTensors(file), blueprint, graph, linear);
        this.shape = blueprint.shape();
        this.graph = graph;
        this.attention = new Attention(parts);
        this.feedForward = new FeedForward(parts);
    }

    /**
     * Plans the graph of {@code file}.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where a tensor is missing, has
     *     another shape, or would be left out
     */
    static GraphPlan plan(GgufFile file, Blueprint blueprint, ImportPolicy policy) {
        GraphWriter graph = newGraph();
        LinearWriter linear = new LinearWriter(graph, policy, WANTED);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        return decoder.whole(linear::product).with(linear.weights());
    }

    /**
     * Plans the same graph with inputs for adapters, over the same data file: see {@link
     * AdaptedLinear}.
     */
    static GraphPlan planAdapted(GgufFile file, Blueprint blueprint, ImportPolicy policy) {
        GraphWriter graph = newGraph();
        LinearWriter linear = new LinearWriter(graph, policy, WANTED);
        Linear adapted = new AdaptedLinear(graph, linear);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, adapted);
        return decoder.whole(linear::product).with(linear.weights());
    }

    /** Plans the same graph with the file's own numbers: what the others are measured against. */
    static GraphPlan planReference(GgufFile file, Blueprint blueprint) {
        GraphWriter graph = newGraph();
        FloatLinear linear = new FloatLinear(graph);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        return decoder.whole(linear::product).withFloats(linear.weights());
    }

    private static GraphWriter newGraph() {
        return new GraphWriter("decoder", GraphFiles.DATA);
    }

    /** Writes the product that gives the logits. */
    private interface Head {
        Linear.Product product(String input, String name, List<Matrix> matrices, String output);
    }

    private GraphPlan whole(Head head) {
        inputsAndOutputs(true);
        logits(layers(shape.layers()), head);
        parts.tensors().refuseUnused();
        return plan();
    }

    private GraphPlan plan() {
        return new GraphPlan(
                new GraphPlan.ModelBytes(graph.toModel()),
                graph.dataBytes(),
                List.of(),
                List.of(),
                List.of(),
                tables);
    }

    /**
     * Plans a graph of whole-number products that computes keys and values only: what a prompt
     * leaves behind. It ends where the last layer's are known.
     *
     * @param twice whether activations keep 16 bits
     */
    static GraphPlan planPrompts(GgufFile file, Blueprint blueprint, boolean twice) {
        GraphWriter graph = newGraph();
        IntegerLinear linear = new IntegerLinear(graph, twice);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        decoder.inputsAndOutputs(false);
        int last = decoder.shape.layers() - 1;
        var _ = decoder.attention.attended(last, "blk." + last + ".", decoder.layers(last));
        return decoder.plan().withColumns(linear.weights());
    }

    /** The first {@code count} layers; gives the normed input of what follows them. */
    private String layers(int count) {
        tables.addAll(RopeTables.write(graph, parts.blueprint()));
        String residual = "inputs_embeds";
        String normed = parts.norm(residual, "blk.0.attn_norm.weight", shape.hidden(), "blk.0.in");
        for (int layer = 0; layer < count; layer++) {
            String block = "blk." + layer + ".";
            String attended = attention.write(layer, block, normed);
            parts.skipNorm(residual, attended, block + "ffn_norm.weight", block + "mid", true);
            String fed = feedForward.write(block, block + "mid");
            boolean last = layer == shape.layers() - 1;
            String next = last ? Blueprint.FINAL_NORM : "blk." + (layer + 1) + ".attn_norm.weight";
            normed = parts.skipNorm(block + "mid.sum", fed, next, block + "out", !last);
            residual = block + "out.sum";
        }
        return normed;
    }

    private void inputsAndOutputs(boolean logits) {
        Dimension batch = Dimension.of("B");
        Dimension wanted = Dimension.of("n");
        Dimension hidden = Dimension.of(shape.hidden());
        graph.input("inputs_embeds", ElementType.FLOAT, batch, Dimension.of("S"), hidden);
        graph.input("seqlens_k", ElementType.INT32, batch);
        graph.input("total_len", ElementType.INT32);
        if (logits) {
            graph.input("logit_idx", ElementType.INT64, wanted);
            graph.output("logits", ElementType.FLOAT, wanted, Dimension.of(shape.vocabulary()));
        }
        Dimension[] cache = {
            batch, Dimension.of(shape.kvHeads()), Dimension.of("P"), Dimension.of(shape.headDim())
        };
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String part : List.of("key", "value")) {
                graph.input(Attention.past(layer, part), ElementType.FLOAT, cache);
                graph.output(Attention.present(layer, part), ElementType.FLOAT, cache);
            }
        }
    }

    private void logits(String normed, Head head) {
        String flat =
                graph.node(
                        ONNX,
                        "Reshape",
                        List.of(normed, graph.constant("flat", -1, shape.hidden())),
                        List.of("positions"));
        String wanted =
                graph.node(
                        ONNX,
                        "Gather",
                        List.of(flat, "logit_idx"),
                        List.of(WANTED),
                        Attribute.of("axis", 0));
        GgufTensor weights = Blueprint.head(parts.file());
        parts.tensors().use(Blueprint.EMBEDDING);
        Matrix matrix =
                parts.tensors().matrix(weights.name(), shape.vocabulary(), shape.hidden(), 0);
        var _ = head.product(wanted, "head", List.of(matrix), "logits");
    }
}
