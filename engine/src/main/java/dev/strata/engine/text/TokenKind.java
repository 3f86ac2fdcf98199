package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;

/** What a vocabulary entry is, by its number in {@code tokenizer.ggml.token_type}. */
enum TokenKind {
    /** Made by merges. */
    NORMAL(1),
    /** Stands for what has no token; never made here. */
    UNKNOWN(2),
    /** Steers the model; comes from the template alone. */
    CONTROL(3),
    /** A word that is one token wherever it stands, in callers' text too. */
    USER_DEFINED(4),
    /** Fills up the vocabulary. */
    UNUSED(5),
    /** A single byte, in tokenizers with byte fallback. */
    BYTE(6);

    private final int code;

    TokenKind(int code) {
        this.code = code;
    }

    static TokenKind of(int code) {
        for (var kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw BadModel.of(
                "metadata 'tokenizer.ggml.token_type'",
                "holds an unknown token type",
                "1 to 6",
                code,
                "use another model file");
    }
}
