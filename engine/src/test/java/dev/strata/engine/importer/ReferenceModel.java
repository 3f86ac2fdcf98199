package dev.strata.engine.importer;

import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.adapter.Projection;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A llama or qwen2 model in plain loops, straight from the file: what the graph is compared with.
 * Rotary pairs stay as the architecture's files have them: neighbours for llama, halves for qwen2.
 */
public final class ReferenceModel {
    private final GgufFile file;
    private final Map<String, float[][]> deltas = new HashMap<>();
    private final String arch;
    private final int hidden;
    private final int heads;
    private final int kvHeads;
    private final int dim;

    private ReferenceModel(GgufFile file) {
        this.file = file;
        this.arch = file.string("general.architecture");
        this.hidden = file.intValue(arch + ".embedding_length", 1);
        this.heads = file.intValue(arch + ".attention.head_count", 1);
        this.kvHeads = file.intValue(arch + ".attention.head_count_kv", 1);
        this.dim = hidden / heads;
    }

    /** The logits after each of {@code ids}. */
    public static float[][] logits(Path gguf, int[] ids) {
        try (GgufFile file = GgufFile.open(gguf)) {
            return new ReferenceModel(file).run(ids);
        }
    }

    /** The same with an adapter merged into the weights, matrix by matrix. */
    public static float[][] logits(Path gguf, LoraAdapter adapter, int[] ids) {
        try (GgufFile file = GgufFile.open(gguf)) {
            ReferenceModel model = new ReferenceModel(file);
            for (LoraAdapter.Part part : adapter.parts()) {
                model.merge(part, adapter.down(part), adapter.up(part));
            }
            return model.run(ids);
        }
    }

    private void merge(LoraAdapter.Part part, float[] down, float[] up) {
        int rank = part.rank();
        int columns = down.length / rank;
        int rows = up.length / rank;
        boolean rotated =
                part.projection() == Projection.QUERY || part.projection() == Projection.KEY;
        float[][] delta = new float[rows][columns];
        for (int r = 0; r < rows; r++) {
            int at = arch.equals("llama") && rotated ? paired(r) : r;
            for (int c = 0; c < columns; c++) {
                for (int k = 0; k < rank; k++) {
                    delta[at][c] += part.scale() * up[r * rank + k] * down[k * columns + c];
                }
            }
        }
        deltas.put(part.projection().tensor(part.layer()), delta);
    }

    /** Adapters have a head's halves one below the other, llama files have their rows by turns. */
    private int paired(int row) {
        int within = row % dim;
        return row - within + (within < dim / 2 ? 2 * within : 2 * (within - dim / 2) + 1);
    }

    private float[][] run(int[] ids) {
        float[][] x = new float[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            x[t] = file.tensor("token_embd.weight").row(ids[t]);
            if (arch.equals("gemma3")) {
                scale(x[t], Math.sqrt(hidden));
            }
        }
        for (int layer = 0; layer < file.intValue(arch + ".block_count", 1); layer++) {
            block(x, "blk." + layer + ".", arch.equals("gemma3") && layer % 6 != 5);
        }
        float[][] logits = new float[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            String head =
                    file.findTensor("output.weight").isPresent()
                            ? "output.weight"
                            : "token_embd.weight";
            logits[t] = times(head, norm(x[t], "output_norm.weight"));
        }
        return logits;
    }

    private void block(float[][] x, String block, boolean local) {
        float[][] q = new float[x.length][];
        float[][] k = new float[x.length][];
        float[][] v = new float[x.length][];
        for (int t = 0; t < x.length; t++) {
            float[] in = norm(x[t], block + "attn_norm.weight");
            float[][] qkv = queryKeyValue(block, in);
            q[t] = rotate(headNorm(qkv[0], block + "attn_q_norm.weight"), t, local);
            k[t] = rotate(headNorm(qkv[1], block + "attn_k_norm.weight"), t, local);
            v[t] = qkv[2];
        }
        for (int t = 0; t < x.length; t++) {
            float[] attended = times(block + "attn_output.weight", attend(q[t], k, v, t, local));
            add(x[t], postNorm(attended, block + "post_attention_norm.weight"));
            float[] in = norm(x[t], block + "ffn_norm.weight");
            float[] fed =
                    file.findTensor(block + "ffn_gate_inp.weight").isPresent()
                            ? mixture(block, in)
                            : feedForward(block, "", 0, 1, in);
            add(x[t], postNorm(fed, block + "post_ffw_norm.weight"));
        }
    }

    private float[] postNorm(float[] x, String name) {
        return file.findTensor(name).isPresent() ? norm(x, name) : x;
    }

    private float[][] queryKeyValue(String block, float[] in) {
        if (file.findTensor(block + "attn_qkv.weight").isEmpty()) {
            return new float[][] {
                biased(block + "attn_q", in),
                biased(block + "attn_k", in),
                biased(block + "attn_v", in)
            };
        }
        float[] all = times(block + "attn_qkv.weight", in);
        int query = heads * dim;
        int kv = kvHeads * dim;
        return new float[][] {
            Arrays.copyOf(all, query),
            Arrays.copyOfRange(all, query, query + kv),
            Arrays.copyOfRange(all, query + kv, query + 2 * kv)
        };
    }

    /** One of {@code count} layers that lie in the same tensors. */
    private float[] feedForward(String block, String kind, int index, int count, float[] in) {
        String gated = block + "ffn_gate" + kind + ".weight";
        float[] gate;
        float[] up = times(block + "ffn_up" + kind + ".weight", index, count, in);
        if (count > 1 || file.findTensor(gated).isPresent()) {
            gate = times(gated, index, count, in);
        } else { // both in one tensor
            gate = Arrays.copyOf(up, up.length / 2);
            up = Arrays.copyOfRange(up, up.length / 2, up.length);
        }
        for (int i = 0; i < gate.length; i++) {
            up[i] *= (float) activated(gate[i]);
        }
        return times(block + "ffn_down" + kind + ".weight", index, count, up);
    }

    private double activated(double x) {
        return arch.equals("gemma3")
                ? x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + .044715 * x * x * x)))
                : x / (1 + Math.exp(-x));
    }

    private static void scale(float[] x, double factor) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) factor;
        }
    }

    /** The likeliest experts, weighted; qwen2moe leaves their weights as the router has them. */
    private float[] mixture(String block, float[] in) {
        float[] likely = times(block + "ffn_gate_inp.weight", in);
        double total = 0;
        for (int e = 0; e < likely.length; e++) {
            likely[e] = (float) Math.exp(likely[e]);
            total += likely[e];
        }
        int used = file.intValue(arch + ".expert_used_count", 1);
        List<Integer> best =
                IntStream.range(0, likely.length)
                        .boxed()
                        .sorted(Comparator.comparing(e -> -likely[e]))
                        .limit(used)
                        .toList();
        if (!arch.equals("qwen2moe")) {
            total = best.stream().mapToDouble(e -> likely[e]).sum();
        }
        float[] out = new float[in.length];
        for (int e : best) {
            addTimes(out, likely[e] / total, feedForward(block, "_exps", e, likely.length, in));
        }
        if (arch.equals("qwen2moe")) {
            double open = times(block + "ffn_gate_inp_shexp.weight", in)[0];
            addTimes(out, 1 / (1 + Math.exp(-open)), feedForward(block, "_shexp", 0, 1, in));
        }
        return out;
    }

    private float[] attend(float[] q, float[][] k, float[][] v, int t, boolean local) {
        float[] out = new float[heads * dim];
        for (int h = 0; h < heads; h++) {
            int kv = h / (heads / kvHeads) * dim;
            double[] weight = new double[t + 1];
            double total = 0;
            long window = file.findLong(arch + ".attention.sliding_window").orElse(0);
            if (arch.equals("gemma3") && !local) {
                window = 0;
            }
            for (int s = window > 0 ? (int) Math.max(0, t + 1 - window) : 0; s <= t; s++) {
                double dot = 0;
                for (int i = 0; i < dim; i++) {
                    dot += q[h * dim + i] * k[s][kv + i];
                }
                weight[s] = Math.exp(dot / Math.sqrt(dim));
                total += weight[s];
            }
            for (int s = 0; s <= t; s++) {
                for (int i = 0; i < dim; i++) {
                    out[h * dim + i] += (float) (weight[s] / total * v[s][kv + i]);
                }
            }
        }
        return out;
    }

    private float[] rotate(float[] rows, int t, boolean local) {
        float[] out = rows.clone();
        double base = local ? 10_000 : file.doubleValue(arch + ".rope.freq_base");
        double[] factors = factors();
        double scale = file.findDouble(arch + ".rope.scaling.attn_factor").orElse(1);
        double stretch = local ? 1 : file.findDouble(arch + ".rope.scaling.factor").orElse(1);
        for (int head = 0; head < rows.length; head += dim) {
            for (int i = 0; i < dim / 2; i++) {
                int a = head + (arch.equals("llama") ? 2 * i : i);
                int b = arch.equals("llama") ? a + 1 : a + dim / 2;
                double angle = t / stretch / factors[i] * Math.pow(base, -2.0 * i / dim);
                double cos = scale * Math.cos(angle);
                double sin = scale * Math.sin(angle);
                out[a] = (float) (rows[a] * cos - rows[b] * sin);
                out[b] = (float) (rows[a] * sin + rows[b] * cos);
            }
        }
        return out;
    }

    /** Of the speeds of pairs, by how long the context is beside the one that was trained. */
    private double[] factors() {
        double[] factors = new double[dim / 2];
        Arrays.fill(factors, 1);
        file.findTensor("rope_freqs.weight")
                .ifPresent(all -> Arrays.setAll(factors, i -> all.row(0)[i]));
        if (file.findTensor("rope_factors_long.weight").isPresent()) {
            boolean beyond =
                    file.longValue(arch + ".context_length")
                            > file.longValue(arch + ".rope.scaling.original_context_length");
            float[] all =
                    file.tensor(beyond ? "rope_factors_long.weight" : "rope_factors_short.weight")
                            .row(0);
            Arrays.setAll(factors, i -> all[i]);
        }
        return factors;
    }

    /** Each head by itself, where the file has a norm for them. */
    private float[] headNorm(float[] heads, String name) {
        if (file.findTensor(name).isEmpty()) {
            return heads;
        }
        float[] out = new float[heads.length];
        for (int from = 0; from < heads.length; from += dim) {
            float[] one = norm(Arrays.copyOfRange(heads, from, from + dim), name);
            System.arraycopy(one, 0, out, from, dim);
        }
        return out;
    }

    private float[] norm(float[] x, String name) {
        float[] weight = file.tensor(name).row(0);
        double squares = 0;
        for (float number : x) {
            squares += (double) number * number;
        }
        double scale =
                1
                        / Math.sqrt(
                                squares / x.length
                                        + file.doubleValue(
                                                arch + ".attention.layer_norm_rms_epsilon"));
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (x[i] * scale * weight[i]);
        }
        return out;
    }

    private float[] biased(String name, float[] in) {
        float[] out = times(name + ".weight", in);
        file.findTensor(name + ".bias").ifPresent(bias -> add(out, bias.row(0)));
        return out;
    }

    private float[] times(String name, float[] in) {
        return times(name, 0, 1, in);
    }

    private float[] times(String name, int index, int count, float[] in) {
        if (count > 1 && file.findTensor(name).isEmpty()) { // a tensor each
            return times(name.replace("_exps", "." + index), 0, 1, in);
        }
        GgufTensor matrix = file.tensor(name);
        float[] out = new float[(int) matrix.rows() / count];
        for (int r = 0; r < out.length; r++) {
            float[] row = matrix.row((long) index * out.length + r);
            float[][] delta = deltas.get(name);
            double sum = 0;
            for (int c = 0; c < row.length; c++) {
                sum += ((double) row[c] + (delta == null ? 0 : delta[r][c])) * in[c];
            }
            out[r] = (float) sum;
        }
        return out;
    }

    private static void addTimes(float[] to, double factor, float[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += (float) (factor * from[i]);
        }
    }

    private static void add(float[] to, float[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }
}
