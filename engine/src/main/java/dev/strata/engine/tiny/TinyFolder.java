package dev.strata.engine.tiny;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.PairedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tiny GGUF file as the folders that other tools make of the same model, and what such folders
 * are made of. Not thread-safe; nothing of it may be used after its file was closed.
 */
public final class TinyFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GgufFile gguf;
    private final String arch;

    private TinyFolder(GgufFile gguf) {
        this.gguf = gguf;
        this.arch = gguf.string("general.architecture");
    }

    /** Writes the model as transformers does: safetensors, config.json and a tokenizer. */
    public static Path safetensors(Path folder, TinySpec spec) throws IOException {
        Path file = write(folder, spec);
        try (GgufFile gguf = GgufFile.open(file)) {
            TinyFolder tiny = new TinyFolder(gguf);
            tiny.config(folder);
            tiny.text(folder);
            Files.write(folder.resolve("model.safetensors"), tiny.weights(null));
        }
        return folder;
    }

    /** The same in two files and an index. */
    public static Path sharded(Path folder, TinySpec spec) throws IOException {
        safetensors(folder, spec);
        Files.delete(folder.resolve("model.safetensors"));
        try (GgufFile gguf = GgufFile.open(gguf(folder))) {
            TinyFolder tiny = new TinyFolder(gguf);
            ObjectNode map = JSON.createObjectNode();
            for (boolean first : new boolean[] {true, false}) {
                String name = "model-0000%d-of-00002.safetensors".formatted(first ? 1 : 2);
                Files.write(folder.resolve(name), tiny.weights(first));
                tiny.parts().keySet().stream()
                        .filter(part -> part.contains("layers.1") != first)
                        .forEach(part -> map.put(part, name));
            }
            ObjectNode index = JSON.createObjectNode();
            index.set("weight_map", map);
            JSON.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
        }
        return folder;
    }

    /** The GGUF file that a folder was made of. */
    public static Path gguf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".gguf");
    }

    /** Makes the folder, and the GGUF file beside it. */
    public static Path write(Path folder, TinySpec spec) throws IOException {
        Files.createDirectories(folder);
        TinyModel.write(gguf(folder), spec);
        return gguf(folder);
    }

    /** The tensors by what transformers calls them. */
    public Map<String, GgufTensor> parts() {
        Map<String, GgufTensor> parts = new LinkedHashMap<>();
        for (GgufTensor tensor : gguf.tensors()) {
            parts.put(published(tensor.name()), tensor);
        }
        return parts;
    }

    /** What is in an open file. */
    public static TinyFolder of(GgufFile gguf) {
        return new TinyFolder(gguf);
    }

    private static String published(String name) {
        String named =
                switch (name) {
                    case "token_embd.weight" -> "embed_tokens.weight";
                    case "output_norm.weight" -> "norm.weight";
                    default -> name;
                };
        if (name.equals("output.weight")) {
            return "lm_head.weight";
        }
        return "model."
                + named.replace("blk.", "layers.")
                        .replace("attn_norm", "input_layernorm")
                        .replace("ffn_norm", "post_attention_layernorm")
                        .replace("attn_output", "self_attn.o_proj")
                        .replaceFirst("attn_([qk])_norm", "self_attn.$1_norm")
                        .replaceFirst("attn_([qkv])", "self_attn.$1_proj")
                        .replaceFirst("ffn_(gate|up|down)", "mlp.$1_proj");
    }

    /** A tensor's rows in the order of all files but llama's GGUF. */
    public byte[] bytes(GgufTensor tensor) {
        int heads =
                !arch.equals("llama")
                        ? 0
                        : tensor.name().contains("attn_q.")
                                ? gguf.intValue(arch + ".attention.head_count", 1)
                                : tensor.name().contains("attn_k.")
                                        ? gguf.intValue(arch + ".attention.head_count_kv", 1)
                                        : 0;
        byte[] all = new byte[Math.toIntExact(tensor.data().byteSize())];
        byte[] row = new byte[tensor.rowBytes()];
        for (int r = 0; r < tensor.rows(); r++) {
            long from = heads == 0 ? r : PairedRows.ofHalves(r, tensor.rows(), heads);
            tensor.read(from, 1, row);
            System.arraycopy(row, 0, all, r * row.length, row.length);
        }
        return all;
    }

    private byte[] weights(@Nullable Boolean first) {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        parts().forEach((name, tensor) -> {
            if (first != null && name.contains("layers.1") == first) {
                return;
            }
            int from = data.size();
            data.writeBytes(bytes(tensor));
            List<Long> shape = tensor.dimensions().reversed();
            header.append(
                    ",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(name, tensor.type(), shape, from, data.size()));
        });
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data.toByteArray())
                .array();
    }

    /** A size of the architecture's metadata. */
    public int whole(String key) {
        return gguf.intValue(arch + "." + key, 1);
    }

    /** Writes config.json. */
    public void config(Path folder) throws IOException {
        ObjectNode config = JSON.createObjectNode();
        config.put("_name_or_path", "tiny/" + gguf.string("general.name"));
        config.put("model_type", arch);
        config.put("hidden_act", "silu");
        config.put("num_hidden_layers", whole("block_count"));
        config.put("hidden_size", whole("embedding_length"));
        config.put("intermediate_size", whole("feed_forward_length"));
        config.put("num_attention_heads", whole("attention.head_count"));
        config.put("num_key_value_heads", whole("attention.head_count_kv"));
        config.put("max_position_embeddings", whole("context_length"));
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 10000.0);
        config.putNull("rope_scaling");
        config.put("tie_word_embeddings", gguf.findTensor("output.weight").isEmpty());
        config.put("torch_dtype", "float32");
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
    }

    /** Writes tokenizer.json and tokenizer_config.json. */
    public void text(Path folder) throws IOException {
        List<String> tokens = gguf.strings("tokenizer.ggml.tokens");
        int[] types = gguf.ints("tokenizer.ggml.token_type");
        ObjectNode root = JSON.createObjectNode();
        ArrayNode added = root.putArray("added_tokens");
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < types.length; id++) {
            if (types[id] == 1) {
                vocabulary.put(tokens.get(id), id);
            } else {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("special", types[id] == 3);
            }
        }
        ArrayNode merges = model.putArray("merges");
        for (String merge : gguf.strings("tokenizer.ggml.merges")) {
            merges.addArray().add(merge.split(" ", 2)[0]).add(merge.split(" ", 2)[1]);
        }
        boolean smollm = gguf.string("tokenizer.ggml.pre").equals("smollm");
        root.set("normalizer", smollm ? JSON.nullNode() : JSON.readTree("{\"type\":\"NFC\"}"));
        root.set("pre_tokenizer", JSON.readTree(smollm ? SMOLLM : QWEN2));
        root.set("model", model);
        JSON.writeValue(folder.resolve("tokenizer.json").toFile(), root);
        ObjectNode settings = JSON.createObjectNode();
        settings.put("add_bos_token", false);
        settings.put("bos_token", "<|im_start|>");
        settings.putObject("eos_token").put("content", "<|im_end|>");
        settings.put("chat_template", gguf.string("tokenizer.chat_template"));
        JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), settings);
    }

    private static final String SMOLLM =
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Digits", "individual_digits": true},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]}
            """;

    private static final String QWEN2 =
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},
               "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}]}
            """;
}
