package dev.strata.engine.tiny;

import dev.strata.engine.gguf.GgufFile;

/** What transformers calls the tensors of a model file. */
final class TinyNames {
    private TinyNames() {}

    static String published(String name, String architecture) {
        String named =
                switch (name) {
                    case "token_embd.weight" -> "embed_tokens.weight";
                    case "output_norm.weight" -> "norm.weight";
                    default -> name;
                };
        if (name.equals("output.weight")) {
            return "lm_head.weight";
        }
        boolean gemma = architecture.equals("gemma3");
        boolean fused = architecture.equals("phi3");
        boolean mixtral = architecture.equals("llama");
        return "model."
                + named.replace("blk.", "layers.")
                        .replace("ffn_gate_inp_shexp", "mlp.shared_expert_gate")
                        .replace("ffn_gate_inp", mixtral ? "block_sparse_moe.gate" : "mlp.gate")
                        .replaceFirst("ffn_(gate|up|down)_shexp", "mlp.shared_expert.$1_proj")
                        .replace("attn_norm", "input_layernorm")
                        .replace("post_attention_norm", "post_attention_layernorm")
                        .replace("post_ffw_norm", "post_feedforward_layernorm")
                        .replace(
                                "ffn_norm",
                                gemma ? "pre_feedforward_layernorm" : "post_attention_layernorm")
                        .replace("attn_output", "self_attn.o_proj")
                        .replaceFirst("attn_([qk])_norm", "self_attn.$1_norm")
                        .replaceFirst("attn_(qkv|[qkv])", "self_attn.$1_proj")
                        .replace("ffn_up", fused ? "mlp.gate_up_proj" : "ffn_up")
                        .replaceFirst("ffn_(gate|up|down)", "mlp.$1_proj");
    }

    /** One of the matrices that lie in {@code name}. */
    static String expert(String name, String architecture, int expert) {
        String layer = "model." + name.replaceFirst("ffn_.*", "").replace("blk.", "layers.");
        String what = name.replaceFirst(".*ffn_(gate|up|down)_exps.weight", "$1");
        if (!architecture.equals("llama")) {
            return layer + "mlp.experts.%d.%s_proj.weight".formatted(expert, what);
        }
        String number =
                switch (what) {
                    case "gate" -> "w1";
                    case "down" -> "w2";
                    default -> "w3";
                };
        return layer + "block_sparse_moe.experts.%d.%s.weight".formatted(expert, number);
    }

    /** The {@code model_type} of a {@code config.json}. */
    static String type(String architecture, GgufFile gguf) {
        return switch (architecture) {
            case "llama" -> gguf.has("llama.expert_count") ? "mixtral" : "llama";
            case "qwen2moe" -> "qwen2_moe";
            case "qwen3moe" -> "qwen3_moe";
            case "gemma3" -> "gemma3_text";
            default -> architecture;
        };
    }
}
