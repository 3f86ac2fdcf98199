package dev.strata.engine.layout;

import dev.strata.engine.gguf.GgufOutput;

/**
 * The experts of a folder's model.
 *
 * @param count of a layer's experts
 * @param used by each token
 * @param width of one
 * @param sharedWidth of the one that every token goes through; 0 where there is none
 */
record FolderExperts(int count, int used, int width, int sharedWidth) {

    /** Says it in the metadata of a model file whose keys begin with {@code a}. */
    void putInto(GgufOutput out, String a) {
        out.whole(a + "expert_count", count);
        out.whole(a + "expert_used_count", used);
        if (!a.equals("llama.")) { // whose experts are as wide as its feed-forward layer
            out.whole(a + "expert_feed_forward_length", width);
        }
        if (sharedWidth > 0) {
            out.whole(a + "expert_shared_feed_forward_length", sharedWidth);
        }
    }
}
