package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a {@code config.json} as transformers writes it; what it asks for beyond the graph is
 * refused.
 */
final class ConfigShape {
    private static final Map<String, String> ARCHITECTURES =
            Map.of("llama", "llama", "mistral", "llama", "qwen2", "qwen2", "qwen3", "qwen3");

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
        return new FolderShape(
                architecture,
                config.whole("num_hidden_layers", 1),
                hidden,
                heads,
                config.findWhole("num_key_value_heads", 1).orElse(heads),
                headDim(hidden, heads),
                config.whole("intermediate_size", 1),
                context,
                config.positive("rms_norm_eps"),
                ropeBase(),
                window(),
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

    private double ropeBase() {
        Optional<Double> base =
                config.findPositive("rope_parameters.rope_theta")
                        .or(() -> config.findPositive("rope_theta"));
        return base.orElse(10_000.0);
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
        String activation = config.text("hidden_act").orElse("silu");
        config.expect("hidden_act", activation.equals("silu"), "'silu'", "'" + activation + "'");
        for (String scaling : List.of("rope_scaling", "rope_parameters")) {
            String type =
                    config.text(scaling + ".rope_type")
                            .or(() -> config.text(scaling + ".type"))
                            .orElse("default");
            config.expect(
                    scaling + ".rope_type", type.equals("default"), "'default'", "'" + type + "'");
        }
        for (String share :
                List.of("partial_rotary_factor", "rope_parameters.partial_rotary_factor")) {
            double part = config.findPositive(share).orElse(1.0);
            config.expect(share, part == 1, 1, part);
        }
        boolean biases = config.flag("attention_bias").orElse(false);
        config.expect("attention_bias", !biases || architecture.equals("qwen2"), "false", biases);
        config.expect("mlp_bias", !config.flag("mlp_bias").orElse(false), "false", "true");
        config.expect(
                "quantization_config",
                !config.has("quantization_config"),
                "none: weights as F32, F16 or BF16",
                config.node("quantization_config"));
        JsonNode types = config.node("layer_types");
        if (types != null) {
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
