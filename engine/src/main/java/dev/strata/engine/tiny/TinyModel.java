package dev.strata.engine.tiny;

import dev.strata.engine.gguf.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A tiny model file: a real transformer with a real tokenizer and chat template, whose weights are
 * random, so that its answers mean nothing. Equal specs give equal bytes.
 */
public final class TinyModel {
    private static final String TEMPLATE =
            "{% if tools %}{{'<|im_start|>system\\n<tools>'}}"
                    + "{% for tool in tools %}{{ '\\n' }}{{ tool | tojson }}{% endfor %}"
                    + "{{'\\n</tools>\\n<tool_call></tool_call><|im_end|>\\n'}}{% endif %}"
                    + "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n'"
                    + " + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private final TinySpec spec;
    private final TinyVocabulary vocabulary;
    private final GgufWriter out = new GgufWriter();
    private final RandomGenerator random;
    private final RandomBlocks blocks;
    private final boolean expertsApart;

    private TinyModel(TinySpec spec, boolean expertsApart) {
        this.spec = spec;
        this.expertsApart = expertsApart;
        this.vocabulary = spec.isScored() ? TinyVocabulary.scored() : TinyVocabulary.create();
        this.random = new SplittableRandom(spec.seed());
        this.blocks = new RandomBlocks(random);
    }

    /**
     * Writes a tiny model to {@code file}, which appears whole or not at all.
     *
     * @throws UncheckedIOException where it cannot be written
     */
    public static void write(Path file, TinySpec spec) {
        write(file, new TinyModel(spec, false));
    }

    /** The same model with a tensor for each expert, as older files have them. */
    public static void writeExpertsApart(Path file, TinySpec spec) {
        write(file, new TinyModel(spec, true));
    }

    private static void write(Path file, TinyModel model) {
        model.metadata();
        model.tensors();
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
            try {
                model.out.writeTo(part);
                Files.move(
                        part,
                        file,
                        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "tiny model '%s' cannot be written: expected room and permission, got %s; choose another place"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void metadata() {
        String arch = spec.architecture();
        out.string("general.architecture", arch);
        out.string("general.type", "model");
        out.string("general.name", "Tiny-" + spec.seed());
        out.uint32(arch + ".block_count", spec.layers());
        out.uint32(arch + ".context_length", spec.contextTokens());
        out.uint32(arch + ".embedding_length", spec.hidden());
        out.uint32(arch + ".feed_forward_length", spec.feedForward());
        if (spec.experts().count() > 0) {
            experts(arch);
        }
        out.uint32(arch + ".attention.head_count", spec.heads());
        out.uint32(arch + ".attention.head_count_kv", spec.kvHeads());
        out.float32(arch + ".rope.freq_base", arch.equals("gemma3") ? 50000 : 10000);
        out.float32(arch + ".attention.layer_norm_rms_epsilon", 1e-5f);
        if (arch.equals("llama")) {
            out.uint32("llama.vocab_size", vocabulary.size());
            out.uint32("llama.rope.dimension_count", spec.hidden() / spec.heads());
        }
        if (arch.equals("gemma3")) {
            out.uint32("gemma3.attention.sliding_window", TinySpec.GEMMA_WINDOW);
        }
        tokenizer(arch);
    }

    private void tokenizer(String arch) {
        if (vocabulary.isScored()) {
            out.string("tokenizer.ggml.model", "llama");
            out.float32s("tokenizer.ggml.scores", vocabulary.scores());
            out.bool("tokenizer.ggml.add_space_prefix", !arch.equals("gemma3"));
        } else {
            out.string("tokenizer.ggml.model", "gpt2");
            out.string("tokenizer.ggml.pre", arch.equals("llama") ? "smollm" : "qwen2");
            out.strings("tokenizer.ggml.merges", vocabulary.merges());
        }
        out.strings("tokenizer.ggml.tokens", vocabulary.tokens());
        out.int32s("tokenizer.ggml.token_type", vocabulary.kinds());
        out.uint32("tokenizer.ggml.bos_token_id", vocabulary.id(TinyVocabulary.START));
        out.uint32("tokenizer.ggml.eos_token_id", vocabulary.id(TinyVocabulary.END));
        out.uint32("tokenizer.ggml.padding_token_id", vocabulary.id(TinyVocabulary.END_OF_TEXT));
        out.bool("tokenizer.ggml.add_bos_token", false);
        out.string("tokenizer.chat_template", TEMPLATE);
    }

    private void experts(String arch) {
        out.uint32(arch + ".expert_count", spec.experts().count());
        out.uint32(arch + ".expert_used_count", spec.experts().used());
        if (arch.endsWith("moe")) {
            out.uint32(arch + ".expert_feed_forward_length", spec.feedForward());
        }
        if (arch.equals("qwen2moe")) {
            out.uint32(arch + ".expert_shared_feed_forward_length", 2 * spec.feedForward());
        }
    }

    private void tensors() {
        int hidden = spec.hidden();
        int kv = hidden / spec.heads() * spec.kvHeads();
        vocabularyRows("token_embd.weight");
        for (int layer = 0; layer < spec.layers(); layer++) {
            String block = "blk." + layer + ".";
            norm(block + "attn_norm.weight");
            if (spec.isFused()) {
                matrix(block + "attn_qkv.weight", hidden + 2 * kv, hidden, 1.3);
            } else {
                linear(block + "attn_q", hidden, hidden, 1.5);
                linear(block + "attn_k", kv, hidden, 1.5);
                linear(block + "attn_v", kv, hidden, 1);
            }
            if (spec.hasHeadNorms()) {
                norm(block + "attn_q_norm.weight", hidden / spec.heads());
                norm(block + "attn_k_norm.weight", hidden / spec.heads());
            }
            matrix(block + "attn_output.weight", hidden, hidden, 1);
            if (spec.hasPostNorms()) {
                norm(block + "post_attention_norm.weight");
                norm(block + "post_ffw_norm.weight");
            }
            norm(block + "ffn_norm.weight");
            if (spec.experts().count() > 0) {
                experts(block, spec.experts().count());
            } else {
                feedForward(block, "", spec.feedForward());
            }
        }
        norm("output_norm.weight");
        if (!spec.tiedHead()) {
            vocabularyRows("output.weight");
        }
    }

    private void feedForward(String block, String kind, int width) {
        if (spec.isFused()) {
            matrix(block + "ffn_up.weight", 2 * width, spec.hidden(), 1);
        } else {
            matrix(block + "ffn_gate" + kind + ".weight", width, spec.hidden(), 1);
            matrix(block + "ffn_up" + kind + ".weight", width, spec.hidden(), 1);
        }
        matrix(block + "ffn_down" + kind + ".weight", spec.hidden(), width, 1);
    }

    /** Routers are sure of themselves, so that roundings do not send tokens to other experts. */
    private void experts(String block, int count) {
        int hidden = spec.hidden();
        int width = spec.feedForward();
        numbers(block + "ffn_gate_inp.weight", count, hidden, 4);
        cube(block + "ffn_gate_exps.weight", count, width, hidden);
        cube(block + "ffn_up_exps.weight", count, width, hidden);
        cube(block + "ffn_down_exps.weight", count, hidden, width);
        if (spec.architecture().equals("qwen2moe")) {
            numbers(block + "ffn_gate_inp_shexp.weight", 1, hidden, 1);
            feedForward(block, "_shexp", 2 * width);
        }
    }

    private void numbers(String name, int rows, int columns, double gain) {
        byte[] data =
                blocks.numbers(TensorType.F32, (long) rows * columns, gain / Math.sqrt(columns));
        out.tensor(name, TensorType.F32, rows, columns, data);
    }

    private void cube(String name, int count, int rows, int columns) {
        byte[] data =
                blocks.numbers(
                        spec.weights(), (long) count * rows * columns, 1 / Math.sqrt(columns));
        if (!expertsApart) {
            out.tensor(name, spec.weights(), new int[] {columns, rows, count}, data);
            return;
        }
        int each = data.length / count;
        for (int e = 0; e < count; e++) {
            out.tensor(
                    name.replace("_exps", "." + e),
                    spec.weights(),
                    rows,
                    columns,
                    Arrays.copyOfRange(data, e * each, (e + 1) * each));
        }
    }

    /** Rows of unreadable tokens are short, so that their logits never are the greatest. */
    private void vocabularyRows(String name) {
        ByteBuffer rows =
                ByteBuffer.allocate(
                        Math.toIntExact(
                                spec.weights().bytes((long) vocabulary.size() * spec.hidden())));
        double usual = 4 / Math.sqrt(spec.hidden());
        for (int id = 0; id < vocabulary.size(); id++) {
            double size = vocabulary.readable(id) ? usual : usual / 8;
            rows.put(blocks.numbers(spec.weights(), spec.hidden(), size));
        }
        out.tensor(name, spec.weights(), vocabulary.size(), spec.hidden(), rows.array());
    }

    private void linear(String name, int rows, int columns, double gain) {
        matrix(name + ".weight", rows, columns, gain);
        if (spec.architecture().startsWith("qwen2")) {
            out.tensor(
                    name + ".bias",
                    TensorType.F32,
                    1,
                    rows,
                    blocks.numbers(TensorType.F32, rows, .1));
        }
    }

    private void matrix(String name, int rows, int columns, double gain) {
        double size = gain / Math.sqrt(columns);
        out.tensor(
                name,
                spec.weights(),
                rows,
                columns,
                blocks.numbers(spec.weights(), (long) rows * columns, size));
    }

    private void norm(String name) {
        norm(name, spec.hidden());
    }

    private void norm(String name, int width) {
        ByteBuffer weights = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < width; i++) {
            weights.putFloat((float) (1 + .1 * random.nextGaussian()));
        }
        out.tensor(name, TensorType.F32, 1, width, weights.array());
    }
}
