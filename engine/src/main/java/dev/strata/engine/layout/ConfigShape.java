package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a {@code config.json} as transformers writes it; what it asks for beyond the graph is
 * refused.
 */
final class ConfigShape {
    private static final Map<String, String> ARCHITECTURES =
            Map.of(
                    "llama", "llama",
                    "mistral", "llama",
                    "mixtral", "llama",
                    "qwen2", "qwen2",
                    "qwen2_moe", "qwen2moe",
                    "qwen3", "qwen3",
                    "qwen3_moe", "qwen3moe",
                    "phi3", "phi3",
                    "gemma3_text", "gemma3");

    private static final int MOST_HEAD_DIM = 1024;
    private static final int MOST_QUERIES = 1 << 20;

    private final JsonFile config;

    private ConfigShape(JsonFile config) {
        this.config = config;
    }

    /**
     * The shape that {@code config} describes.
     *
     * @param ownHead whether the folder has weights of a head
     * @throws dev.strata.engine.EngineException with BAD_MODEL where something is missing or not
     *     supported
     */
    static FolderShape of(JsonFile config, boolean ownHead) {
        return new ConfigShape(config).shape(ownHead);
    }

    /** The architecture that model files call {@code type}. */
    static String architecture(JsonFile config, String field) {
        String type = config.text(field).orElse("none");
        String known = ARCHITECTURES.get(type);
        config.expect(
                field,
                known != null,
                "one of " + ARCHITECTURES.keySet().stream().sorted().toList(),
                "'" + type + "'");
        return String.valueOf(known);
    }

    private FolderShape shape(boolean ownHead) {
        String architecture = architecture(config, "model_type");
        refuseUnsupported(architecture);
        int hidden = config.whole("hidden_size", 8);
        int heads = config.whole("num_attention_heads", 1);
        int context = config.whole("max_position_embeddings", 1);
        int layers = config.whole("num_hidden_layers", 1);
        int headDim = headDim(hidden, heads);
        boolean gemma = architecture.equals("gemma3");
        if (gemma) {
            GemmaConfig.check(config, layers, hidden, heads, headDim);
        }
        return new FolderShape(
                architecture,
                layers,
                hidden,
                heads,
                config.findWhole("num_key_value_heads", 1).orElse(heads),
                headDim,
                config.whole("intermediate_size", 1),
                ExpertsConfig.of(config, config.text("model_type").orElse("")),
                context,
                config.positive("rms_norm_eps"),
                RopeConfig.of(config, architecture, headDim, context),
                gemma ? config.findWhole("sliding_window", 1).orElse(0) : window(),
                config.flag("tie_word_embeddings").orElse(!ownHead));
    }

    private int headDim(int hidden, int heads) {
        int width = config.findWhole("head_dim", 1).orElse(hidden / heads);
        config.expect("head_dim", width <= MOST_HEAD_DIM, "at most " + MOST_HEAD_DIM, width);
        config.expect(
                "num_attention_heads",
                (long) width * heads <= MOST_QUERIES,
                "at most " + MOST_QUERIES + " with head_dim",
                (long) width * heads);
        return width;
    }

    /** Tokens of a window that holds in every layer. */
    private int window() {
        Optional<Integer> window = config.findWhole("sliding_window", 1);
        boolean used = config.flag("use_sliding_window").orElse(true);
        if (window.isEmpty() || !used) {
            return 0;
        }
        int from = config.findWhole("max_window_layers", 0).orElse(0);
        boolean named = config.has("layer_types");
        config.expect("max_window_layers", named || from == 0, "0: a window in every layer", from);
        return window.get();
    }

    private void refuseUnsupported(String architecture) {
        boolean gemma = architecture.equals("gemma3");
        String activation =
                config.text("hidden_activation")
                        .or(() -> config.text("hidden_act"))
                        .orElse(gemma ? "gelu_pytorch_tanh" : "silu");
        String expected = gemma ? "gelu_pytorch_tanh" : "silu";
        config.expect(
                "hidden_act",
                activation.equals(expected),
                "'" + expected + "'",
                "'" + activation + "'");
        boolean biases = config.flag("attention_bias").orElse(false);
        config.expect(
                "attention_bias", !biases || architecture.startsWith("qwen2"), "false", biases);
        config.expect("mlp_bias", !config.flag("mlp_bias").orElse(false), "false", "true");
        config.expect(
                "quantization_config",
                !config.has("quantization_config"),
                "none: weights as F32, F16 or BF16",
                config.node("quantization_config"));
        JsonNode types = config.node("layer_types");
        if (types != null && !gemma) {
            refuseMixedLayers(types);
        }
    }

    private void refuseMixedLayers(JsonNode types) {
        String first = types.path(0).asText("");
        boolean windows =
                config.has("sliding_window") && config.flag("use_sliding_window").orElse(true);
        boolean known = first.equals(windows ? "sliding_attention" : "full_attention");
        boolean equal = types.isArray();
        for (JsonNode type : types) {
            equal &= type.asText("").equals(first);
        }
        config.expect(
                "layer_types",
                known && equal,
                "the same attention in every layer, with a window where sliding_window says so",
                types);
    }
}
