package dev.strata.engine.text;

/** Cuts plain text into token ids; knows no control tokens. Thread-safe. */
interface WordEncoder {
    /**
     * Adds the ids of {@code text}; may stop once there are more than are wanted, or are known to
     * be.
     *
     * @param text not empty, its surrogates paired
     * @param first whether nothing comes before it
     */
    void cut(String text, boolean first, IdList ids);
}
