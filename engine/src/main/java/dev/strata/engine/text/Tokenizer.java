package dev.strata.engine.text;

import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;

/** Turns text into token ids and ids into bytes. Thread-safe. */
public interface Tokenizer {

    /**
     * Encodes plain text. No control token ever comes out of it, whatever the text holds.
     *
     * @param text any valid string; unpaired surrogates are an error
     */
    TokenIds encode(String text);

    /** Encodes a rendered template: its control tokens become control ids, its text plain ids. */
    TokenIds encode(RenderedPrompt prompt);

    /**
     * Encodes as {@link #encode(String)}, as far as it is known that there are no more than {@code
     * most} tokens: memory goes with those, not with the text, where the tokenizer can stop.
     */
    default Encoding encode(String text, int most) {
        return Encoding.of(encode(text), most);
    }

    /** Encodes as {@link #encode(RenderedPrompt)}, as far as {@link #encode(String, int)} does. */
    default Encoding encode(RenderedPrompt prompt, int most) {
        return Encoding.of(encode(prompt), most);
    }

    /** The bytes of a token; empty for control tokens. */
    TokenBytes bytes(int id);

    /** True for a token that ends an answer. */
    boolean isEnd(int id);

    /** True for a control token, which never comes from a caller's text. */
    boolean isControl(int id);

    /** Number of token ids. */
    int size();

    /** SHA-256 (hex) of the data the tokenizer was made of. */
    String sha256();
}
