package dev.strata.engine.layout;

import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufOutput;
import dev.strata.engine.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A folder's weights as the tensors of a model file, each in the shape that is expected. Used once.
 */
final class FolderTensors {
    private final Path folder;
    private final FolderShape shape;
    private final Weights weights;
    private final Weight embedding;
    private final Set<String> used = new HashSet<>();

    /**
     * @throws EngineException with BAD_MODEL where there is no embedding of that shape
     */
    FolderTensors(Path folder, FolderShape shape, Weights weights) {
        this.folder = folder;
        this.shape = shape;
        this.weights = weights;
        this.embedding = require(PartName.EMBEDDING);
        expect(PartName.EMBEDDING, embedding, embedding.rows(), shape.hidden());
        if (embedding.rows() > 1 << 24) {
            throw bad(PartName.EMBEDDING, "is too long", "at most 16777216 rows", embedding.rows());
        }
    }

    /** Rows of the embedding. */
    int vocabulary() {
        return (int) embedding.rows();
    }

    /**
     * Adds all tensors.
     *
     * @throws EngineException with BAD_MODEL where one is missing, has another shape, or would be
     *     left out
     */
    void putInto(GgufOutput out) {
        matrix(out, "token_embd.weight", embedding);
        for (int layer = 0; layer < shape.layers(); layer++) {
            layer(out, "blk." + layer + ".", "layers." + layer + ".");
        }
        norm(out, "output_norm.weight", PartName.FINAL_NORM, shape.hidden());
        head(out);
        Set<String> left = new TreeSet<>(weights.parts());
        left.removeAll(used);
        if (!left.isEmpty()) {
            throw bad(
                    left.iterator().next(),
                    "has no place in the model",
                    "the tensors of a plain " + shape.architecture(),
                    "another");
        }
    }

    private void layer(GgufOutput out, String to, String from) {
        int hidden = shape.hidden();
        norm(out, to + "attn_norm.weight", from + "input_layernorm.weight", hidden);
        attention(out, to, from + "self_attn.");
        String behind = from + "post_attention_layernorm.weight";
        if (shape.isGemma()) {
            norm(out, to + "post_attention_norm.weight", behind, hidden);
            String after = from + "post_feedforward_layernorm.weight";
            norm(out, to + "post_ffw_norm.weight", after, hidden);
            norm(out, to + "ffn_norm.weight", from + "pre_feedforward_layernorm.weight", hidden);
        } else {
            norm(out, to + "ffn_norm.weight", behind, hidden);
        }
        String mlp = from + "mlp.";
        if (shape.experts().isPresent()) {
            experts(out, to, mlp, shape.experts().get());
        } else {
            feedForward(out, to, mlp);
        }
    }

    private void attention(GgufOutput out, String to, String from) {
        int hidden = shape.hidden();
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        if (shape.fused()) {
            matrix(
                    out,
                    to + "attn_qkv.weight",
                    new Stacked(
                            List.of(
                                    part(from, "q_proj", "weight", query, hidden),
                                    part(from, "k_proj", "weight", kv, hidden),
                                    part(from, "v_proj", "weight", kv, hidden))));
        } else {
            projection(out, to + "attn_q", from, "q_proj", query, shape.heads());
            projection(out, to + "attn_k", from, "k_proj", kv, shape.kvHeads());
            projection(out, to + "attn_v", from, "v_proj", kv, 0);
        }
        if (shape.headNorms()) {
            norm(out, to + "attn_q_norm.weight", from + "q_norm.weight", shape.headDim());
            norm(out, to + "attn_k_norm.weight", from + "k_norm.weight", shape.headDim());
        }
        matrix(out, to + "attn_output.weight", from + "o_proj.weight", hidden, query);
    }

    private void feedForward(GgufOutput out, String to, String mlp) {
        int hidden = shape.hidden();
        int inner = shape.feedForward();
        Weight gate = part(mlp, "gate_proj", "weight", inner, hidden);
        Weight up = part(mlp, "up_proj", "weight", inner, hidden);
        if (shape.fused()) {
            matrix(out, to + "ffn_up.weight", new Stacked(List.of(gate, up)));
        } else {
            matrix(out, to + "ffn_gate.weight", gate);
            matrix(out, to + "ffn_up.weight", up);
        }
        matrix(out, to + "ffn_down.weight", mlp + "down_proj.weight", hidden, inner);
    }

    private void experts(GgufOutput out, String to, String mlp, FolderExperts experts) {
        int hidden = shape.hidden();
        int width = experts.width();
        matrix(out, to + "ffn_gate_inp.weight", mlp + "gate.weight", experts.count(), hidden);
        stack(out, to + "ffn_gate_exps.weight", mlp, "gate_proj", width, hidden, experts.count());
        stack(out, to + "ffn_up_exps.weight", mlp, "up_proj", width, hidden, experts.count());
        stack(out, to + "ffn_down_exps.weight", mlp, "down_proj", hidden, width, experts.count());
        int shared = experts.sharedWidth();
        if (shared > 0) {
            String all = mlp + "shared_expert.";
            vector(
                    out,
                    to + "ffn_gate_inp_shexp.weight",
                    mlp + "shared_expert_gate.weight",
                    hidden);
            matrix(out, to + "ffn_gate_shexp.weight", all + "gate_proj.weight", shared, hidden);
            matrix(out, to + "ffn_up_shexp.weight", all + "up_proj.weight", shared, hidden);
            matrix(out, to + "ffn_down_shexp.weight", all + "down_proj.weight", hidden, shared);
        }
    }

    /** One matrix of each expert, as one tensor. */
    private void stack(
            GgufOutput out,
            String to,
            String mlp,
            String projection,
            int rows,
            int columns,
            int count) {
        List<Weight> parts =
                IntStream.range(0, count)
                        .mapToObj(e -> mlp + "experts." + e + "." + projection + ".weight")
                        .map(part -> checked(part, rows, columns))
                        .toList();
        Weight all = new Stacked(parts);
        out.tensor(to, all.type(), List.of((long) columns, (long) rows, (long) count), all::to);
    }

    /** Queries, keys or values: a matrix and, where the architecture has them, a bias. */
    private void projection(
            GgufOutput out, String to, String from, String name, int rows, int heads) {
        boolean paired = heads > 0 && shape.pairedRopeRows();
        Weight matrix = part(from, name, "weight", rows, shape.hidden());
        matrix(out, to + ".weight", paired ? matrix.paired(heads) : matrix);
        if (shape.biases()) {
            Weight bias = part(from, name, "bias", 1, rows);
            vector(out, to + ".bias", bias, 0);
        }
    }

    /** A part of its own, or the rows of several that lie in one. */
    private Weight part(String prefix, String name, String kind, int rows, int columns) {
        String own = prefix + name + "." + kind;
        boolean attention = prefix.endsWith("self_attn.");
        String packed = prefix + (attention ? "qkv_proj." : "gate_up_proj.") + kind;
        Optional<Weight> all = weights.find(packed);
        if (weights.find(own).isPresent() || all.isEmpty()) {
            return checked(own, rows, columns);
        }
        int query = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        int total = attention ? query + 2 * kv : 2 * shape.feedForward();
        int from =
                switch (name) {
                    case "k_proj" -> query;
                    case "v_proj" -> query + kv;
                    case "up_proj" -> shape.feedForward();
                    default -> 0;
                };
        if (kind.equals("bias")) {
            return new Stretch(checked(packed, 1, total), from, columns);
        }
        return checked(packed, total, columns).slice(from, rows);
    }

    /** A head that is the embedding's own numbers is left out, as in model files. */
    private void head(GgufOutput out) {
        Optional<Weight> head = weights.find(PartName.HEAD);
        used.add(PartName.HEAD);
        if (head.isEmpty()) {
            if (!shape.tiedHead()) {
                throw missing(PartName.HEAD);
            }
            return;
        }
        boolean same =
                weights.sharesHead()
                        || shape.tiedHead()
                                && !head.get().type().quantised()
                                && !embedding.type().quantised();
        if (!same) {
            matrix(out, "output.weight", PartName.HEAD, vocabulary(), shape.hidden());
        }
    }

    private void matrix(GgufOutput out, String to, String part, int rows, int columns) {
        matrix(out, to, checked(part, rows, columns));
    }

    private static void matrix(GgufOutput out, String to, Weight weight) {
        out.tensor(to, weight.type(), List.of((long) weight.columns(), weight.rows()), weight::to);
    }

    /** Gemma's norms multiply by 1 and what is learned; graphs have the sum. */
    private void norm(GgufOutput out, String to, String part, int length) {
        vector(out, to, checked(part, 1, length), shape.isGemma() && !weights.isGraph() ? 1 : 0);
    }

    private void vector(GgufOutput out, String to, String part, int length) {
        vector(out, to, checked(part, 1, length), 0);
    }

    private static void vector(GgufOutput out, String to, Weight weight, float added) {
        out.tensor(
                to,
                TensorType.F32,
                List.of((long) weight.columns()),
                sink -> {
                    ByteBuffer bytes =
                            ByteBuffer.allocate(4 * weight.columns())
                                    .order(ByteOrder.LITTLE_ENDIAN);
                    for (float number : weight.numbers(0)) {
                        bytes.putFloat(number + added);
                    }
                    sink.write(bytes.array(), bytes.capacity());
                });
    }

    private Weight checked(String part, long rows, int columns) {
        Weight weight = require(part);
        expect(part, weight, rows, columns);
        return weight;
    }

    private Weight require(String part) {
        used.add(part);
        return weights.find(part).orElseThrow(() -> missing(part));
    }

    private void expect(String part, Weight weight, long rows, int columns) {
        if (weight.rows() != rows || weight.columns() != columns) {
            throw bad(
                    part,
                    "has another shape than the configuration says",
                    rows + " x " + columns,
                    weight.rows() + " x " + weight.columns());
        }
    }

    private EngineException missing(String part) {
        return bad(
                part,
                "is missing",
                "a tensor of a " + shape.architecture(),
                weights.parts().size() + " others in " + weights.words());
    }

    private EngineException bad(String part, String wrong, Object expected, Object got) {
        return BadModel.of(
                "model folder '%s' part '%s'".formatted(folder, part),
                wrong,
                expected,
                got,
                "use a complete model of a supported architecture");
    }
}
