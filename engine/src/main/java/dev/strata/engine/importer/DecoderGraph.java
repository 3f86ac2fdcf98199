package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.Dimension;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import dev.strata.engine.importer.Architecture.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private final Optional<ExpertLayer> experts;
    private final List<GraphPlan.Table> tables = new ArrayList<>();
    private Optional<TurnedStream> turned = Optional.empty();

    private DecoderGraph(GgufFile file, Blueprint blueprint, GraphWriter graph, Linear linear) {
        this.parts = new DecoderParts(file, new CheckedTensors(file), blueprint, graph, linear);
        this.shape = blueprint.shape();
        this.graph = graph;
        this.attention = new Attention(parts);
        this.feedForward = new FeedForward(parts);
        this.experts =
                blueprint.experts().map(experts -> new ExpertLayer(parts, experts, feedForward));
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
        inputsAndOutputs("logits", shape.vocabulary());
        var _ = wanted(layers(shape.layers()).normed());
        logits(head);
        parts.tensors().refuseUnused();
        return plan();
    }

    /**
     * Plans the layers alone, over the data file of {@link #plan}: all that comes in front of the
     * head.
     */
    static GraphPlan planLayers(GgufFile file, Blueprint blueprint, ImportPolicy policy) {
        GraphWriter graph = newGraph();
        LinearWriter linear = new LinearWriter(graph, policy, WANTED);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        decoder.inputsAndOutputs(WANTED, blueprint.shape().hidden());
        var _ = decoder.wanted(decoder.layers(blueprint.shape().layers()).normed());
        return decoder.plan().with(linear.weights());
    }

    /** Plans the head alone, over the data file of {@link #plan}, where it follows the layers. */
    static GraphPlan planHead(GgufFile file, Blueprint blueprint, ImportPolicy policy) {
        long layersEnd = planLayers(file, blueprint, policy).dataBytes();
        GraphWriter graph = new GraphWriter("head", GraphFiles.DATA, layersEnd);
        LinearWriter linear = new LinearWriter(graph, policy, WANTED);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        Dimension rows = Dimension.of("n");
        graph.input(WANTED, ElementType.FLOAT, rows, Dimension.of(blueprint.shape().hidden()));
        graph.output(
                "logits", ElementType.FLOAT, rows, Dimension.of(blueprint.shape().vocabulary()));
        decoder.logits(linear::product);
        return decoder.plan().with(linear.weights());
    }

    private GraphPlan plan() {
        experts.ifPresent(layer -> tables.addAll(layer.routers()));
        return new GraphPlan(
                new GraphPlan.ModelBytes(graph.toModel()),
                graph.dataBytes(),
                List.of(),
                List.of(),
                List.of(),
                tables);
    }

    /**
     * Plans the layers with whole-number products. What follows the last attention is computed for
     * the wanted positions only.
     *
     * @param careful whether activations keep 16 bits, all but attention's outputs, in narrow
     *     models; elsewhere, whether the numbers in front of {@code down}, where 8 bits lose most,
     *     are spread over their neighbours
     */
    static GraphPlan planSecond(GgufFile file, Blueprint blueprint, boolean careful) {
        GraphWriter graph = newGraph();
        ModelShape shape = blueprint.shape();
        boolean narrow = shape.hidden() < ImportPolicy.WIDE_COLUMNS;
        boolean turns =
                blueprint.plainStream(file)
                        && !(careful && narrow)
                        && shape.hidden() <= ImportPolicy.WIDEST_TURNED;
        IntegerLinear linear = new IntegerLinear(graph, careful, turns);
        DecoderGraph decoder = new DecoderGraph(file, blueprint, graph, linear);
        decoder.turned =
                turns ? Optional.of(new TurnedStream(graph, shape.hidden())) : Optional.empty();
        decoder.inputsAndOutputs(WANTED, shape.hidden());
        decoder.lastRows(decoder.layers(shape.layers() - 1));
        return decoder.plan().withColumns(linear.weights());
    }

    /** The last layer, whose products behind attention see the wanted positions only. */
    private void lastRows(Stream before) {
        int last = shape.layers() - 1;
        String block = "blk." + last + ".";
        String attended = attention.attended(last, block, before.normed());
        String heads = rows(attended, shape.heads() * shape.headDim(), block + "attn.rows");
        String residual = rows(before.residual(), shape.hidden(), block + "in.rows");
        String added = attended(block, attention.output(block, heads));
        parts.skipNorm(residual, added, block + "ffn_norm.weight", block + "mid", true);
        String fed = fed(block, block + "mid");
        if (turned.isEmpty()) {
            var _ = parts.skipNorm(block + "mid.sum", fed, Blueprint.FINAL_NORM, WANTED, false);
            return;
        }
        tables.add(turned.get().table());
        String sum = turned.get().leave(block + "mid.sum", fed);
        var _ = parts.norm(sum, Blueprint.FINAL_NORM, shape.hidden(), WANTED);
    }

    /** What one layer hands to the next: the sum of all before it, and that normed. */
    private record Stream(String residual, String normed) {}

    /** The first {@code count} layers. */
    private Stream layers(int count) {
        tables.addAll(RopeTables.write(parts));
        String residual = turned.map(stream -> stream.enter(embedded())).orElseGet(this::embedded);
        String normed = parts.streamNorm(residual, "blk.0.attn_norm.weight", "blk.0.in");
        for (int layer = 0; layer < count; layer++) {
            String block = "blk." + layer + ".";
            String attended = attended(block, attention.write(layer, block, normed));
            parts.skipNorm(residual, attended, block + "ffn_norm.weight", block + "mid", true);
            String fed = fed(block, block + "mid");
            boolean last = layer == shape.layers() - 1;
            String next = last ? Blueprint.FINAL_NORM : "blk." + (layer + 1) + ".attn_norm.weight";
            normed = parts.skipNorm(block + "mid.sum", fed, next, block + "out", !last);
            residual = block + "out.sum";
        }
        return new Stream(residual, normed);
    }

    /** The embeddings as the first layer takes them. */
    private String embedded() {
        if (!has(Trait.SCALED_EMBEDDINGS)) {
            return "inputs_embeds";
        }
        float root = (float) Math.sqrt(shape.hidden());
        return graph.node(
                ONNX,
                "Mul",
                List.of("inputs_embeds", parts.inline("embedding.scale", new float[] {root}, 1)),
                List.of("embedded"));
    }

    /** What attention adds to the residual stream. */
    private String attended(String block, String output) {
        return postNormed(output, block + "post_attention_norm");
    }

    /** What the feed-forward layer, or experts, add to it. */
    private String fed(String block, String input) {
        String output =
                experts.isPresent()
                        ? experts.get().write(block, input)
                        : feedForward.write(block, input);
        return postNormed(output, block + "post_ffw_norm");
    }

    private String postNormed(String added, String norm) {
        return has(Trait.POST_NORMS)
                ? parts.norm(added, norm + ".weight", shape.hidden(), norm + "ed")
                : added;
    }

    private boolean has(Trait trait) {
        return parts.blueprint().architecture().has(trait);
    }

    /** Inputs and outputs of a graph with {@code output} for each wanted position. */
    private void inputsAndOutputs(String output, int width) {
        Dimension batch = Dimension.of("B");
        Dimension wanted = Dimension.of("n");
        Dimension hidden = Dimension.of(shape.hidden());
        graph.input("inputs_embeds", ElementType.FLOAT, batch, Dimension.of("S"), hidden);
        graph.input("seqlens_k", ElementType.INT32, batch);
        graph.input("total_len", ElementType.INT32);
        graph.input("logit_idx", ElementType.INT64, wanted);
        graph.output(output, ElementType.FLOAT, wanted, Dimension.of(width));
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

    private String wanted(String normed) {
        return rows(normed, shape.hidden(), WANTED);
    }

    /** The wanted positions of {@code input}, f32[n, width]. */
    private String rows(String input, int width, String output) {
        String flat =
                graph.node(
                        ONNX,
                        "Reshape",
                        List.of(input, graph.constant("flat." + width, -1, width)),
                        List.of(output + ".positions"));
        return graph.node(
                ONNX,
                "Gather",
                List.of(flat, "logit_idx"),
                List.of(output),
                Attribute.of("axis", 0));
    }

    private void logits(Head head) {
        GgufTensor weights = Blueprint.head(parts.file());
        parts.tensors().use(Blueprint.EMBEDDING);
        Matrix matrix =
                parts.tensors().matrix(weights.name(), shape.vocabulary(), shape.hidden(), 0);
        var _ = head.product(WANTED, "head", List.of(matrix), "logits");
    }
}
