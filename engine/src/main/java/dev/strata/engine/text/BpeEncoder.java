package dev.strata.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.util.regex.Pattern;

/**
 * Byte-level BPE on the native tokenizers library.
 *
 * <p>Bytes that a vocabulary has no token for (in V1 some control characters and unassigned planes)
 * are dropped, as in the publisher's own tokenizer.
 *
 * <p>Long texts are cut in pieces, in front of a blank or a line's end between letters of any
 * script: every pre-tokenizer begins a word there, and none looks back.
 */
final class BpeEncoder implements WordEncoder {
    private static final int PIECE_CHARS = 1 << 15;
    private static final Pattern WORD_ENDS_WITHIN = Pattern.compile("\\p{L}[ \n]");

    private final HuggingFaceTokenizer words;
    private final int pieceChars;
    private final boolean hasPhrases; // tokens that a piece may not end within

    BpeEncoder(BpeVocabulary vocabulary) {
        this(vocabulary, PIECE_CHARS);
    }

    /** Cuts texts of more characters than {@code pieceChars} in pieces of about as many. */
    BpeEncoder(BpeVocabulary vocabulary, int pieceChars) {
        this.words = NativeTokenizers.load(TokenizerJson.of(vocabulary));
        this.pieceChars = pieceChars;
        boolean phrases = false;
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            phrases |=
                    vocabulary.kinds().get(id) == TokenKind.USER_DEFINED
                            && WORD_ENDS_WITHIN.matcher(vocabulary.tokens().get(id)).find();
        }
        this.hasPhrases = phrases;
    }

    @Override
    public void cut(String text, boolean first, IdList ids) {
        for (int from = 0; from < text.length() && !ids.isOver(0); ) {
            int to = end(text, from);
            for (long id : words.encode(text.substring(from, to), false, false).getIds()) {
                ids.add(Math.toIntExact(id));
            }
            from = to;
        }
    }

    /** Where the piece ends that begins at {@code from}. */
    private int end(String text, int from) {
        if (hasPhrases || text.length() - from <= pieceChars) {
            return text.length();
        }
        for (int at = from + pieceChars; at < text.length() - 1; at++) {
            char gap = text.charAt(at);
            if ((gap == ' ' || gap == '\n')
                    && Character.isLetter(text.charAt(at - 1))
                    && Character.isLetter(text.charAt(at + 1))) {
                return at;
            }
        }
        return text.length();
    }
}
