package dev.strata.engine.importer;

import dev.strata.engine.gguf.GgufFile;
import java.util.Optional;

/**
 * The feed-forward layers of a mixture of experts: each token goes through a few of many.
 *
 * @param count of a layer's experts
 * @param used by each token: those that the router finds likeliest
 * @param width of one expert
 * @param sharedWidth of the one that every token goes through besides; 0 where there is none
 * @param normed whether the likelihoods of those used are made to sum to 1
 */
record Experts(int count, int used, int width, int sharedWidth, boolean normed) {
    private static final int MOST = 1024;
    private static final int SOFTMAX = 1;

    /**
     * Reads a file's metadata; empty for a dense model.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where it asks for other experts than
     *     those of its architecture
     */
    static Optional<Experts> of(GgufFile file, String architecture) {
        String a = architecture + ".";
        boolean always = architecture.endsWith("moe");
        long count = file.findLong(a + "expert_count").orElse(0);
        if (count == 0 && !always) {
            return Optional.empty();
        }
        boolean usual = count >= 1 && count <= MOST;
        Blueprint.expect(file, a + "expert_count", usual, "1 to " + MOST, count);
        Blueprint.expect(
                file,
                "general.architecture",
                always || architecture.equals("llama"),
                "one with experts: llama, qwen2moe or qwen3moe",
                "'" + architecture + "' with " + count);
        long used = file.intValue(a + "expert_used_count", 1);
        Blueprint.expect(file, a + "expert_used_count", used <= count, "1 to " + count, used);
        boolean normed = !architecture.equals("qwen2moe");
        boolean shared = architecture.equals("qwen2moe");
        refuseOthers(file, a, normed);
        String width = always ? a + "expert_feed_forward_length" : a + "feed_forward_length";
        return Optional.of(
                new Experts(
                        (int) count,
                        (int) used,
                        file.intValue(width, 1),
                        shared ? file.intValue(a + "expert_shared_feed_forward_length", 1) : 0,
                        normed));
    }

    private static void refuseOthers(GgufFile file, String a, boolean normed) {
        long gating = file.findLong(a + "expert_gating_func").orElse(SOFTMAX);
        Blueprint.expect(
                file, a + "expert_gating_func", gating == SOFTMAX, SOFTMAX + " (softmax)", gating);
        double scale = file.findDouble(a + "expert_weights_scale").orElse(1);
        Blueprint.expect(file, a + "expert_weights_scale", scale == 1 || scale == 0, 1, scale);
        boolean norm = file.findBoolean(a + "expert_weights_norm").orElse(normed);
        Blueprint.expect(file, a + "expert_weights_norm", norm == normed, normed, norm);
        long dense = file.findLong(a + "leading_dense_block_count").orElse(0);
        Blueprint.expect(file, a + "leading_dense_block_count", dense == 0, 0, dense);
        long groups = file.findLong(a + "expert_group_count").orElse(0);
        Blueprint.expect(file, a + "expert_group_count", groups <= 1, "0 or 1", groups);
    }
}
