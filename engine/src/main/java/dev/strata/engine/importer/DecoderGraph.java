package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.Dimension;
import dev.strata.engine.graph.ElementType;
import dev.strata.engine.graph.GraphWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the graph of a model: rotary grouped-query attention over a cache that is updated in
 * place, SwiGLU, root-mean-square norms. Used once, by one thread.
 */
final class DecoderGraph {
    private static final String WANTED = "wanted";

    private final GgufFile file;
    private final CheckedTensors tensors;
    private final Blueprint blueprint;
    private final ModelShape shape;
    private final GraphWriter graph;
    private final Linear linear;
    private final List<GraphPlan.Table> tables = new ArrayList<>();

    private DecoderGraph(GgufFile file, Blueprint blueprint, GraphWriter graph, Linear linear) {
        this.file = file;
        this.tensors = new CheckedTensors(file);
        this.blueprint = blueprint;
        this.shape = blueprint.shape();
        this.graph = graph;
        this.linear = linear;
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
        tensors.refuseUnused();
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
        var _ = decoder.attended(last, "blk." + last + ".", decoder.layers(last));
        return decoder.plan().withColumns(linear.weights());
    }

    /** The first {@code count} layers; gives the normed input of what follows them. */
    private String layers(int count) {
        tables.addAll(RopeTables.write(graph, blueprint));
        String residual = "inputs_embeds";
        String normed =
                graph.node(
                        ONNX,
                        "SimplifiedLayerNormalization",
                        List.of(residual, norm("blk.0.attn_norm.weight")),
                        List.of("blk.0.in"),
                        Attribute.of("epsilon", blueprint.normEpsilon()),
                        Attribute.of("axis", -1),
                        Attribute.of("stash_type", 1));
        for (int layer = 0; layer < count; layer++) {
            String block = "blk." + layer + ".";
            String attended = attention(layer, block, normed);
            skipNorm(residual, attended, block + "ffn_norm.weight", block + "mid", true);
            String fed = feedForward(block, block + "mid");
            boolean last = layer == shape.layers() - 1;
            String next = last ? Blueprint.FINAL_NORM : "blk." + (layer + 1) + ".attn_norm.weight";
            normed = skipNorm(block + "mid.sum", fed, next, block + "out", !last);
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
                graph.input(past(layer, part), ElementType.FLOAT, cache);
                graph.output(present(layer, part), ElementType.FLOAT, cache);
            }
        }
    }

    private String attention(int layer, String block, String input) {
        String attended = attended(layer, block, input);
        Matrix output =
                tensors.matrix(
                        block + "attn_output.weight",
                        shape.hidden(),
                        shape.heads() * shape.headDim(),
                        0);
        return linear.products(attended, block + "attn_output", List.of(output))
                .getFirst()
                .output();
    }

    private String attended(int layer, String block, String input) {
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        int queryPairs = blueprint.pairedRopeRows() ? shape.heads() : 0;
        int keyPairs = blueprint.pairedRopeRows() ? shape.kvHeads() : 0;
        List<Matrix> matrices =
                List.of(
                        tensors.matrix(block + "attn_q.weight", query, shape.hidden(), queryPairs),
                        tensors.matrix(block + "attn_k.weight", kv, shape.hidden(), keyPairs),
                        tensors.matrix(block + "attn_v.weight", kv, shape.hidden(), 0));
        List<Linear.Product> parts = linear.products(input, block + "qkv", matrices);
        String packed =
                parts.size() == 1
                        ? parts.getFirst().output()
                        : graph.node(
                                ONNX,
                                "Concat",
                                parts.stream().map(Linear.Product::output).toList(),
                                List.of(block + "qkv"),
                                Attribute.of("axis", -1));
        return grouped(layer, block, heads(block, bias(block, packed)));
    }

    /** Queries, keys and values: packed where they go into attention as they are. */
    private record Heads(String query, String key, String value) {}

    private Heads heads(String block, String packed) {
        if (!blueprint.headNorms()) {
            return new Heads(packed, "", "");
        }
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        String value = block + "v";
        graph.node(
                ONNX,
                "Split",
                List.of(packed, graph.constant("qkv.widths", query, kv, kv)),
                List.of(block + "q", block + "k", value),
                Attribute.of("axis", -1));
        return new Heads(
                normedHeads(block + "q", block + "attn_q_norm.weight", query),
                normedHeads(block + "k", block + "attn_k_norm.weight", kv),
                value);
    }

    private String normedHeads(String input, String norm, int width) {
        String apart =
                graph.node(
                        ONNX,
                        "Reshape",
                        List.of(input, graph.constant("heads", 0, 0, -1, shape.headDim())),
                        List.of(input + ".heads"));
        String normed =
                graph.node(
                        ONNX,
                        "SimplifiedLayerNormalization",
                        List.of(apart, inline(norm, tensors.vector(norm, shape.headDim()))),
                        List.of(input + ".normed.heads"),
                        Attribute.of("epsilon", blueprint.normEpsilon()),
                        Attribute.of("axis", -1),
                        Attribute.of("stash_type", 1));
        return graph.node(
                ONNX,
                "Reshape",
                List.of(normed, graph.constant("width." + width, 0, 0, width)),
                List.of(input + ".normed"));
    }

    private String grouped(int layer, String block, Heads heads) {
        List<Attribute> attributes =
                new ArrayList<>(
                        List.of(
                                Attribute.of("num_heads", shape.heads()),
                                Attribute.of("kv_num_heads", shape.kvHeads()),
                                Attribute.of("do_rotary", 1),
                                Attribute.of("rotary_interleaved", 0),
                                Attribute.of("scale", (float) (1 / Math.sqrt(shape.headDim())))));
        if (blueprint.window() > 0) {
            attributes.add(Attribute.of("local_window_size", blueprint.window()));
        }
        return graph.node(
                MICROSOFT,
                "GroupQueryAttention",
                List.of(
                        heads.query(),
                        heads.key(),
                        heads.value(),
                        past(layer, "key"),
                        past(layer, "value"),
                        "seqlens_k",
                        "total_len",
                        "rope.cos",
                        "rope.sin"),
                List.of(block + "attn", present(layer, "key"), present(layer, "value")),
                attributes.toArray(Attribute[]::new));
    }

    /** Adds the biases of queries, keys and values, where the file has them. */
    private String bias(String block, String packed) {
        List<String> names = List.of("attn_q.bias", "attn_k.bias", "attn_v.bias");
        if (names.stream().noneMatch(name -> file.findTensor(block + name).isPresent())) {
            return packed;
        }
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        float[] all = new float[query + 2 * kv];
        System.arraycopy(
                queryOrder(tensors.vector(block + "attn_q.bias", query), shape.heads()),
                0,
                all,
                0,
                query);
        System.arraycopy(
                queryOrder(tensors.vector(block + "attn_k.bias", kv), shape.kvHeads()),
                0,
                all,
                query,
                kv);
        System.arraycopy(tensors.vector(block + "attn_v.bias", kv), 0, all, query + kv, kv);
        return graph.node(
                ONNX,
                "Add",
                List.of(packed, inline(block + "qkv.bias", all)),
                List.of(block + "qkv.biased"));
    }

    private float[] queryOrder(float[] rows, int heads) {
        if (!blueprint.pairedRopeRows()) {
            return rows;
        }
        float[] ordered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            ordered[i] = rows[(int) Matrix.source(i, rows.length, heads)];
        }
        return ordered;
    }

    private String feedForward(String block, String input) {
        int inner = shape.feedForward();
        List<Linear.Product> parts =
                linear.products(
                        input,
                        block + "gate_up",
                        List.of(
                                tensors.matrix(block + "ffn_gate.weight", inner, shape.hidden(), 0),
                                tensors.matrix(block + "ffn_up.weight", inner, shape.hidden(), 0)));
        String gate = parts.getFirst().output();
        String up = parts.getLast().output();
        if (parts.size() == 1) {
            up = block + "up";
            gate =
                    graph.node(
                            ONNX,
                            "Split",
                            List.of(parts.getFirst().output()),
                            List.of(block + "gate", up),
                            Attribute.of("axis", -1),
                            Attribute.of("num_outputs", 2));
        }
        String activated =
                graph.node(
                        MICROSOFT,
                        "QuickGelu",
                        List.of(gate),
                        List.of(block + "silu"),
                        Attribute.of("alpha", 1f));
        String product = graph.node(ONNX, "Mul", List.of(activated, up), List.of(block + "swiglu"));
        Matrix down = tensors.matrix(block + "ffn_down.weight", shape.hidden(), inner, 0);
        return linear.products(product, block + "ffn_down", List.of(down)).getFirst().output();
    }

    private String skipNorm(
            String residual, String added, String norm, String output, boolean keepSum) {
        List<String> outputs = keepSum ? List.of(output, "", "", output + ".sum") : List.of(output);
        return graph.node(
                MICROSOFT,
                "SkipSimplifiedLayerNormalization",
                List.of(residual, added, norm(norm)),
                outputs,
                Attribute.of("epsilon", blueprint.normEpsilon()));
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
        GgufTensor weights = Blueprint.head(file);
        tensors.use(Blueprint.EMBEDDING);
        Matrix matrix = tensors.matrix(weights.name(), shape.vocabulary(), shape.hidden(), 0);
        var _ = head.product(wanted, "head", List.of(matrix), "logits");
    }

    private String norm(String name) {
        return inline(name, tensors.vector(name, shape.hidden()));
    }

    private String inline(String name, float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return graph.inline(name, ElementType.FLOAT, bytes.array(), numbers.length);
    }

    private static String past(int layer, String part) {
        return "past_key_values.%d.%s".formatted(layer, part);
    }

    private static String present(int layer, String part) {
        return "present.%d.%s".formatted(layer, part);
    }
}
