package dev.strata.engine.text;

/** Cuts plain text into token ids; knows no control tokens. Thread-safe. */
interface WordEncoder {
    /**
     * The ids of {@code text}.
     *
     * @param text not empty, its surrogates paired
     */
    int[] ids(String text);
}
