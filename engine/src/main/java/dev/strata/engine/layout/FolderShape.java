package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufOutput;
import java.util.Optional;

/**
 * The sizes of a folder's model, and what its graph must do.
 *
 * @param architecture as model files call it, e.g. llama
 * @param layers transformer blocks
 * @param hidden width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headDim width of a head
 * @param feedForward width of the feed-forward layer
 * @param experts in its place
 * @param contextTokens that the model was made for
 * @param normEpsilon of the root-mean-square norms
 * @param rope the rotary embedding
 * @param window tokens that a token attends to, itself included; 0 for all before it
 * @param tiedHead whether the head is the embedding
 */
record FolderShape(
        String architecture,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        int feedForward,
        Optional<FolderExperts> experts,
        int contextTokens,
        double normEpsilon,
        FolderRope rope,
        int window,
        boolean tiedHead) {

    /** Of so many of gemma's layers the last sees everything. */
    static final int GEMMA_PERIOD = 6;

    /** Whether query and key rows come in rotary pairs in this architecture's files. */
    boolean pairedRopeRows() {
        return architecture.equals("llama");
    }

    /** Whether queries, keys and values have biases. */
    boolean biases() {
        return architecture.startsWith("qwen2");
    }

    /** Whether each query and key head is normed. */
    boolean headNorms() {
        return architecture.startsWith("qwen3") || isGemma();
    }

    /** Whether queries, keys and values are one tensor of a model file, and gate and up another. */
    boolean fused() {
        return architecture.equals("phi3");
    }

    /** Gemma 3, whose norms have numbers without their 1, and whose layers are of two kinds. */
    boolean isGemma() {
        return architecture.equals("gemma3");
    }

    /** Tokens that a token of {@code layer} attends to; 0 for all before it. */
    int window(int layer) {
        boolean whole = isGemma() && layer % GEMMA_PERIOD == GEMMA_PERIOD - 1;
        return whole ? 0 : window;
    }

    /** Says it in a model file's metadata. */
    void putInto(GgufOutput out, String name, int vocabulary) {
        String a = architecture + ".";
        out.text("general.architecture", architecture);
        out.text("general.type", "model");
        out.text("general.name", name);
        out.whole(a + "block_count", layers);
        out.whole(a + "context_length", contextTokens);
        out.whole(a + "embedding_length", hidden);
        out.whole(a + "feed_forward_length", feedForward);
        experts.ifPresent(each -> each.putInto(out, a));
        out.whole(a + "attention.head_count", heads);
        out.whole(a + "attention.head_count_kv", kvHeads);
        out.whole(a + "attention.key_length", headDim);
        out.whole(a + "attention.value_length", headDim);
        out.whole(a + "rope.dimension_count", headDim);
        out.whole(a + "vocab_size", vocabulary);
        rope.putInto(out, a);
        out.real(a + "attention.layer_norm_rms_epsilon", (float) normEpsilon);
        if (window > 0) {
            out.whole(a + "attention.sliding_window", window);
        }
    }
}
