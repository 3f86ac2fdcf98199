package dev.strata.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;

/** What a {@code config.json} of gemma3's text model must say for its graph to be known. */
final class GemmaConfig {
    private static final double LOCAL_BASE = 10_000;

    /** Gemma 3 of this depth scales attention by the width shared out among heads. */
    private static final int DEEPEST = 62;

    private GemmaConfig() {}

    /**
     * @throws dev.strata.engine.EngineException with BAD_MODEL where it says something else
     */
    static void check(JsonFile config, int layers, int hidden, int heads, int headDim) {
        int period = FolderShape.GEMMA_PERIOD;
        for (String field : new String[] {"sliding_window_pattern", "_sliding_window_pattern"}) {
            int said = config.findWhole(field, 1).orElse(period);
            config.expect(field, said == period, period, said);
        }
        JsonNode types = config.node("layer_types");
        for (int layer = 0; types != null && layer < layers; layer++) {
            boolean whole = layer % period == period - 1;
            String expected = whole ? "full_attention" : "sliding_attention";
            String got = types.path(layer).asText("none");
            config.expect(
                    "layer_types",
                    got.equals(expected),
                    "'" + expected + "' in layer " + layer,
                    "'" + got + "'");
        }
        int scaled = layers == DEEPEST ? hidden / heads : headDim;
        double scalar = config.findPositive("query_pre_attn_scalar").orElse((double) scaled);
        config.expect("query_pre_attn_scalar", scalar == scaled, scaled, scalar);
        for (String field :
                new String[] {
                    "rope_local_base_freq", "rope_parameters.sliding_attention.rope_theta"
                }) {
            double base = config.findPositive(field).orElse(LOCAL_BASE);
            config.expect(field, base == LOCAL_BASE, LOCAL_BASE, base);
        }
        for (String field : new String[] {"attn_logit_softcapping", "final_logit_softcapping"}) {
            config.expect(field, !config.has(field), "none", config.node(field));
        }
        boolean both = config.flag("use_bidirectional_attention").orElse(false);
        config.expect("use_bidirectional_attention", !both, "false", both);
    }
}
