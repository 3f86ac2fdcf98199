package dev.strata.engine.adapter;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code adapter_config.json} as PEFT writes it, as far as it changes what is computed; what this
 * engine does not compute is refused by name.
 *
 * @param base what the adapter was trained on
 * @param alpha the scale's numerator
 * @param alphas the same for modules that have their own, by the end of their names; the first that
 *     fits holds
 * @param rootScale whether the scale is divided by the rank's root instead of the rank
 */
record AdapterConfig(String base, double alpha, Map<String, Double> alphas, boolean rootScale) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** Ways to begin training that leave the base as it is. */
    private static final Set<String> PLAIN_BEGINNINGS =
            Set.of("true", "false", "null", "gaussian", "eva", "orthogonal");

    AdapterConfig {
        alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
    }

    /**
     * @throws EngineException with BAD_MODEL for no JSON, or another kind of adapter
     */
    static AdapterConfig parse(Path path, byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException _) {
            throw wrong(path, "is broken", "a JSON object", "something else");
        }
        if (root == null || !root.isObject()) {
            throw wrong(path, "is broken", "a JSON object", "something else");
        }
        String type = root.path("peft_type").asText("");
        if (!type.equals("LORA")) {
            throw wrong(path, "is of another kind", "peft_type 'LORA'", "'" + type + "'");
        }
        refuseUnsupported(path, root);
        String base = root.path("base_model_name_or_path").asText("");
        double alpha = root.path("lora_alpha").asDouble(Double.NaN);
        if (base.isBlank() || root.path("base_model_name_or_path").isNull()) {
            throw wrong(path, "names no base", "base_model_name_or_path", "none");
        }
        requireScale(path, "lora_alpha", alpha);
        return new AdapterConfig(
                base, alpha, alphas(path, root), root.path("use_rslora").asBoolean(false));
    }

    /** The factor of the product of a module, named in full. */
    float scale(String module, int rank) {
        double numerator =
                alphas.entrySet().stream()
                        .filter(own -> ("." + module).endsWith("." + own.getKey()))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(alpha);
        return (float) (numerator / (rootScale ? Math.sqrt(rank) : rank));
    }

    private static Map<String, Double> alphas(Path path, JsonNode root) {
        Map<String, Double> alphas = new LinkedHashMap<>();
        root.path("alpha_pattern")
                .properties()
                .forEach(each -> {
                    double alpha = each.getValue().asDouble(Double.NaN);
                    requireScale(path, "alpha_pattern." + each.getKey(), alpha);
                    if (!each.getKey().matches("[A-Za-z0-9_.]+")) {
                        throw wrong(
                                path,
                                "has an unsupported alpha_pattern",
                                "names of modules",
                                "'" + each.getKey() + "'");
                    }
                    alphas.put(each.getKey(), alpha);
                });
        return alphas;
    }

    private static void requireScale(Path path, String key, double alpha) {
        if (!(Math.abs(alpha) <= 1e6)) {
            throw wrong(path, "has an odd " + key, "a number up to 1000000", alpha);
        }
    }

    private static void refuseUnsupported(Path path, JsonNode root) {
        for (String flag : List.of("use_dora", "fan_in_fan_out", "lora_bias", "use_qalora")) {
            if (root.path(flag).asBoolean(false)) {
                throw wrong(path, "asks for what is not supported", flag + " false", "true");
            }
        }
        for (String list :
                List.of(
                        "modules_to_save",
                        "target_parameters",
                        "trainable_token_indices",
                        "layer_replication",
                        "alora_invocation_tokens",
                        "arrow_config")) {
            JsonNode node = root.path(list);
            if (!node.isMissingNode() && !node.isNull() && !node.isEmpty()) {
                throw wrong(path, "asks for what is not supported", "no " + list, "some");
            }
        }
        String bias = root.path("bias").asText("none");
        if (!bias.equals("none")) {
            throw wrong(path, "asks for what is not supported", "bias 'none'", "'" + bias + "'");
        }
        String beginning = root.path("init_lora_weights").asText("true");
        if (!PLAIN_BEGINNINGS.contains(beginning)) {
            throw wrong(
                    path,
                    "changes its base",
                    "init_lora_weights that leaves it as it is, or a converted adapter",
                    "'" + beginning + "'");
        }
    }

    static EngineException wrong(Path path, String wrong, Object expected, Object got) {
        return BadModel.of(
                "adapter configuration '" + path + "'",
                wrong,
                expected,
                got,
                "use a plain LoRA adapter as PEFT saves it");
    }
}
