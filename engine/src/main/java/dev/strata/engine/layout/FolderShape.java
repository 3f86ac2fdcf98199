package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufOutput;

/**
 * The sizes of a folder's model, and what its graph must do.
 *
 * @param architecture as model files call it: llama, qwen2 or qwen3
 * @param layers transformer blocks
 * @param hidden width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headDim width of a head
 * @param feedForward width of the feed-forward layer
 * @param contextTokens that the model was made for
 * @param normEpsilon of the root-mean-square norms
 * @param ropeBase of the rotary embedding
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
        int contextTokens,
        double normEpsilon,
        double ropeBase,
        int window,
        boolean tiedHead) {

    /** Whether query and key rows come in rotary pairs in this architecture's files. */
    boolean pairedRopeRows() {
        return architecture.equals("llama");
    }

    /** Whether queries, keys and values have biases. */
    boolean biases() {
        return architecture.equals("qwen2");
    }

    /** Whether each query and key head is normed. */
    boolean headNorms() {
        return architecture.equals("qwen3");
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
        out.whole(a + "attention.head_count", heads);
        out.whole(a + "attention.head_count_kv", kvHeads);
        out.whole(a + "attention.key_length", headDim);
        out.whole(a + "attention.value_length", headDim);
        out.whole(a + "rope.dimension_count", headDim);
        out.whole(a + "vocab_size", vocabulary);
        out.real(a + "rope.freq_base", (float) ropeBase);
        out.real(a + "attention.layer_norm_rms_epsilon", (float) normEpsilon);
        if (window > 0) {
            out.whole(a + "attention.sliding_window", window);
        }
    }
}
