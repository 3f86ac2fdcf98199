package dev.strata.engine.tiny;

import com.fasterxml.jackson.databind.ObjectMapper;
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

    /** The tensors by what transformers calls them, each expert's by itself. */
    public Map<String, GgufTensor> parts() {
        Map<String, GgufTensor> parts = new LinkedHashMap<>();
        for (GgufTensor tensor : gguf.tensors()) {
            if (tensor.name().startsWith("rope_factors")) {
                continue; // the configuration has them
            }
            if (tensor.name().contains("_exps")) {
                int count = whole("expert_count");
                for (int e = 0; e < count; e++) {
                    parts.put(TinyNames.expert(tensor.name(), arch, e), tensor.part(e, count));
                }
            } else {
                parts.put(TinyNames.published(tensor.name(), arch), tensor);
            }
        }
        return parts;
    }

    /** What is in an open file. */
    public static TinyFolder of(GgufFile gguf) {
        return new TinyFolder(gguf);
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
        boolean withoutOne = arch.equals("gemma3") && tensor.name().endsWith("norm.weight");
        return withoutOne ? lessOne(all) : all;
    }

    private static byte[] lessOne(byte[] numbers) {
        ByteBuffer each = ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < numbers.length; at += Float.BYTES) {
            each.putFloat(at, each.getFloat(at) - 1);
        }
        return numbers;
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
        config.put("model_type", TinyNames.type(arch, gguf));
        config.put("hidden_act", arch.equals("gemma3") ? "gelu_pytorch_tanh" : "silu");
        config.put("num_hidden_layers", whole("block_count"));
        config.put("hidden_size", whole("embedding_length"));
        config.put("intermediate_size", whole("feed_forward_length"));
        config.put("num_attention_heads", whole("attention.head_count"));
        config.put("num_key_value_heads", whole("attention.head_count_kv"));
        config.put("max_position_embeddings", whole("context_length"));
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", gguf.doubleValue(arch + ".rope.freq_base"));
        config.putNull("rope_scaling");
        experts(config);
        if (arch.equals("gemma3")) {
            config.put("sliding_window", whole("attention.sliding_window"));
            config.put("sliding_window_pattern", 6);
        }
        config.put("tie_word_embeddings", gguf.findTensor("output.weight").isEmpty());
        config.put("torch_dtype", "float32");
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
    }

    private void experts(ObjectNode config) {
        if (!gguf.has(arch + ".expert_count")) {
            return;
        }
        boolean mixtral = arch.equals("llama");
        config.put(mixtral ? "num_local_experts" : "num_experts", whole("expert_count"));
        config.put("num_experts_per_tok", whole("expert_used_count"));
        if (!mixtral) {
            config.put("moe_intermediate_size", whole("expert_feed_forward_length"));
            config.put("norm_topk_prob", arch.equals("qwen3moe"));
        }
        if (arch.equals("qwen2moe")) {
            int shared = whole("expert_shared_feed_forward_length");
            config.put("shared_expert_intermediate_size", shared);
        }
    }

    /** Writes tokenizer.json and tokenizer_config.json. */
    public void text(Path folder) throws IOException {
        TinyTokenizerFile.write(gguf, folder);
    }
}
