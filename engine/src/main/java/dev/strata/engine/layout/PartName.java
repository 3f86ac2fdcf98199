package dev.strata.engine.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a weight is in the model: {@code layers.3.self_attn.q_proj.weight}, {@code norm.weight}.
 * Exporters spell it in names of tensors and of nodes, each in its own way.
 */
final class PartName {
    static final String EMBEDDING = "embed_tokens.weight";
    static final String HEAD = "lm_head.weight";
    static final String FINAL_NORM = "norm.weight";

    private static final Pattern LAYER =
            Pattern.compile(
                    "(?:.*\\.)?layers\\.(\\d{1,6})\\.(?:(self_attn|attn|mlp)\\.)?([a-z_]{1,40})(?:\\.(.*))?");
    private static final Pattern MIXTURE =
            Pattern.compile(
                    "(?:.*\\.)?layers\\.(\\d{1,6})\\.(?:mlp|block_sparse_moe)\\."
                            + "(?:(experts\\.\\d{1,4}|shared_expert)\\.(gate_proj|up_proj|down_proj|w1|w2|w3)"
                            + "|(gate|shared_expert_gate))(?:\\.(?:weight|MatMul.*))?");
    private static final Pattern OUTSIDE =
            Pattern.compile("(?:[a-z_.]*\\.)?(embed_tokens|lm_head|norm)(?:[._].*)?");
    private static final Pattern PROJECTION =
            Pattern.compile("(q|k|v|o|qkv|gate|up|gate_up|down)_proj");

    private PartName() {}

    /** The part that a tensor called {@code name} is; empty where that says nothing. */
    static Optional<String> ofTensor(String name) {
        return module(name).map(module -> module + (isBias(name) ? ".bias" : ".weight"));
    }

    /** The part that a product called {@code name} multiplies by. */
    static Optional<String> ofProduct(String name) {
        return module(name).filter(PartName::isMatrix).map(module -> module + ".weight");
    }

    private static boolean isBias(String name) {
        return name.endsWith("bias");
    }

    private static boolean isMatrix(String module) {
        return module.endsWith("_proj")
                || module.endsWith(".gate")
                || module.endsWith(".shared_expert_gate")
                || module.equals("lm_head");
    }

    private static Optional<String> module(String spelt) {
        String name = spelt.replace('/', '.').replaceFirst("^\\.+", "");
        Matcher mixture = MIXTURE.matcher(name);
        if (mixture.matches()) {
            return Optional.of(inMixture(mixture));
        }
        Matcher layer = LAYER.matcher(name);
        if (layer.matches()) {
            return inLayer(layer.group(1), layer.group(2), layer.group(3));
        }
        Matcher outside = OUTSIDE.matcher(name);
        return outside.matches() ? Optional.of(outside.group(1)) : Optional.empty();
    }

    /** Experts, the one that all tokens go through, or what chooses; mixtral's have numbers. */
    private static String inMixture(Matcher found) {
        String prefix = "layers." + found.group(1) + ".mlp.";
        if (found.group(4) != null) {
            return prefix + found.group(4);
        }
        String projection =
                switch (found.group(3)) {
                    case "w1" -> "gate_proj";
                    case "w2" -> "down_proj";
                    case "w3" -> "up_proj";
                    default -> found.group(3);
                };
        return prefix + found.group(2) + "." + projection;
    }

    private static Optional<String> inLayer(
            String layer, @org.jspecify.annotations.Nullable String block, String module) {
        String prefix = "layers." + layer + ".";
        if (block == null) {
            return switch (module) {
                case "input_layernorm",
                        "post_attention_layernorm",
                        "pre_feedforward_layernorm",
                        "post_feedforward_layernorm" ->
                        Optional.of(prefix + module);
                case "final_norm_layernorm" -> Optional.of("norm");
                default -> Optional.empty();
            };
        }
        boolean norm = module.equals("q_norm") || module.equals("k_norm");
        if (!norm && !PROJECTION.matcher(module).matches()) {
            return Optional.empty();
        }
        return Optional.of(prefix + (block.equals("mlp") ? "mlp." : "self_attn.") + module);
    }
}
