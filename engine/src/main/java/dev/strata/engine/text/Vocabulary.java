package dev.strata.engine.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The tokens of a model file, with what cuts text into them. */
sealed interface Vocabulary permits BpeVocabulary, ScoredVocabulary {
    /** Spellings, by id. */
    List<String> tokens();

    /** By id. */
    List<TokenKind> kinds();

    /** The begin-of-text token. */
    OptionalInt begin();

    /** The end-of-text token. */
    OptionalInt end();

    /** All tokens that end an answer. */
    Set<Integer> ends();

    /** Whether a prompt begins with the begin token. */
    boolean addsBegin();

    /** Whether white space after control token {@code id} of a prompt belongs to that token. */
    boolean stripsAfter(int id);

    /** The bytes of a word of the vocabulary, which is neither control token nor filling. */
    byte[] bytes(String token, TokenKind kind);

    /** What cuts text into these tokens. */
    WordEncoder encoder();

    /** SHA-256 (hex) of everything that decides how text becomes ids. */
    String sha256();

    /** True for a token that must not come out of text: control tokens and the unknown token. */
    default boolean isControl(int id) {
        return switch (kinds().get(id)) {
            case CONTROL, UNKNOWN -> true;
            case NORMAL, USER_DEFINED, UNUSED, BYTE -> false;
        };
    }

    /** A digest, not yet of anything. */
    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    /** Adds a string, told apart from its neighbours. */
    static void update(MessageDigest digest, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
