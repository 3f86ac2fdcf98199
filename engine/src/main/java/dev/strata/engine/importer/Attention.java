package dev.strata.engine.importer;

import static dev.strata.engine.graph.GraphWriter.MICROSOFT;
import static dev.strata.engine.graph.GraphWriter.ONNX;

import dev.strata.engine.graph.Attribute;
import dev.strata.engine.graph.GraphWriter;
import dev.strata.engine.importer.Architecture.Trait;
import java.util.ArrayList;
import java.util.List;

/** Writes rotary grouped-query attention over a cache that is updated in place. */
final class Attention {
    private final DecoderParts parts;
    private final Blueprint blueprint;
    private final ModelShape shape;
    private final CheckedTensors tensors;
    private final GraphWriter graph;

    Attention(DecoderParts parts) {
        this.parts = parts;
        this.blueprint = parts.blueprint();
        this.shape = parts.shape();
        this.tensors = parts.tensors();
        this.graph = parts.graph();
    }

    /** The name of a layer's {@code key} or {@code value} that goes in. */
    static String past(int layer, String part) {
        return "past_key_values.%d.%s".formatted(layer, part);
    }

    /** The name of a layer's {@code key} or {@code value} that comes out. */
    static String present(int layer, String part) {
        return "present.%d.%s".formatted(layer, part);
    }

    /** What a layer's attention adds to the residual stream. */
    String write(int layer, String block, String input) {
        return output(block, attended(layer, block, input));
    }

    /** The product that follows the heads. */
    String output(String block, String attended) {
        Matrix output =
                tensors.matrix(
                        block + "attn_output.weight",
                        shape.hidden(),
                        shape.heads() * shape.headDim(),
                        0);
        return parts.linear().attended(attended, block + "attn_output", output).output();
    }

    /** The heads' outputs, before the last product; a layer's keys and values are known then. */
    String attended(int layer, String block, String input) {
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        List<Matrix> matrices =
                blueprint.architecture().has(Trait.FUSED)
                        ? tensors.stacked(block + "attn_qkv.weight", shape.hidden(), query, kv, kv)
                        : apart(block, query, kv);
        String packed =
                parts.beside(
                        parts.linear().products(input, block + "qkv", matrices), block + "qkv");
        return grouped(layer, block, heads(block, bias(block, packed)));
    }

    private List<Matrix> apart(String block, int query, int kv) {
        int queryPairs = paired() ? shape.heads() : 0;
        int keyPairs = paired() ? shape.kvHeads() : 0;
        return List.of(
                tensors.matrix(block + "attn_q.weight", query, shape.hidden(), queryPairs),
                tensors.matrix(block + "attn_k.weight", kv, shape.hidden(), keyPairs),
                tensors.matrix(block + "attn_v.weight", kv, shape.hidden(), 0));
    }

    /** Queries, keys and values: packed where they go into attention as they are. */
    private record Heads(String query, String key, String value) {}

    private Heads heads(String block, String packed) {
        if (!blueprint.architecture().has(Trait.HEAD_NORMS)) {
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
        String normed = parts.norm(apart, norm, shape.headDim(), input + ".normed.heads");
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
                                Attribute.of("scale", blueprint.attentionScale())));
        if (blueprint.window(layer) > 0) {
            attributes.add(Attribute.of("local_window_size", blueprint.window(layer)));
        }
        String rope = blueprint.isLocal(layer) ? "rope.local" : "rope";
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
                        rope + ".cos",
                        rope + ".sin"),
                List.of(block + "attn", present(layer, "key"), present(layer, "value")),
                attributes.toArray(Attribute[]::new));
    }

    /** Adds the biases of queries, keys and values, where the file has them. */
    private String bias(String block, String packed) {
        List<String> names = List.of("attn_q.bias", "attn_k.bias", "attn_v.bias");
        if (names.stream().noneMatch(name -> parts.file().findTensor(block + name).isPresent())) {
            return packed;
        }
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        float[] all = new float[query + 2 * kv];
        float[] queries = tensors.vector(block + "attn_q.bias", query);
        float[] keys = tensors.vector(block + "attn_k.bias", kv);
        System.arraycopy(queryOrder(queries, shape.heads()), 0, all, 0, query);
        System.arraycopy(queryOrder(keys, shape.kvHeads()), 0, all, query, kv);
        System.arraycopy(tensors.vector(block + "attn_v.bias", kv), 0, all, query + kv, kv);
        return graph.node(
                ONNX,
                "Add",
                List.of(packed, parts.inline(block + "qkv.bias", all, all.length)),
                List.of(block + "qkv.biased"));
    }

    private boolean paired() {
        return blueprint.architecture().has(Trait.PAIRED_ROPE_ROWS);
    }

    private float[] queryOrder(float[] rows, int heads) {
        if (!paired()) {
            return rows;
        }
        float[] ordered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            ordered[i] = rows[(int) Matrix.source(i, rows.length, heads)];
        }
        return ordered;
    }
}
