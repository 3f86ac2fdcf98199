package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads the experts of a {@code config.json}; what the graph cannot do is refused. */
final class ExpertsConfig {
    private ExpertsConfig() {}

    /**
     * @param type the configuration's {@code model_type}
     * @return empty for a dense model
     * @throws dev.strata.engine.EngineException with BAD_MODEL where something is missing or not
     *     supported
     */
    static Optional<FolderExperts> of(JsonFile config, String type) {
        return switch (type) {
            case "mixtral" ->
                    Optional.of(
                            experts(
                                    config,
                                    config.whole("num_local_experts", 1),
                                    config.whole("intermediate_size", 1),
                                    0));
            case "qwen2_moe", "qwen3_moe" -> {
                boolean shared = type.equals("qwen2_moe");
                refuseMixed(config, !shared);
                yield Optional.of(
                        experts(
                                config,
                                config.whole("num_experts", 1),
                                config.whole("moe_intermediate_size", 1),
                                shared ? config.whole("shared_expert_intermediate_size", 1) : 0));
            }
            default -> Optional.empty();
        };
    }

    private static FolderExperts experts(JsonFile config, int count, int width, int sharedWidth) {
        int used = config.whole("num_experts_per_tok", 1);
        config.expect("num_experts_per_tok", used <= count, "1 to " + count, used);
        return new FolderExperts(count, used, width, sharedWidth);
    }

    /** Every layer has experts, whose likelihoods are normed or not as the architecture's are. */
    private static void refuseMixed(JsonFile config, boolean normed) {
        int step = config.findWhole("decoder_sparse_step", 1).orElse(1);
        config.expect("decoder_sparse_step", step == 1, "1: experts in every layer", step);
        JsonNode dense = config.node("mlp_only_layers");
        config.expect("mlp_only_layers", dense == null || dense.isEmpty(), "none", dense);
        boolean norm = config.flag("norm_topk_prob").orElse(false);
        config.expect("norm_topk_prob", norm == normed, normed, norm);
    }
}
