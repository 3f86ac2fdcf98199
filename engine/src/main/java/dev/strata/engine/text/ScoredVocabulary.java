package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A vocabulary of SentencePiece's BPE as the file states it: words with scores, and a token for
 * each byte.
 *
 * @param tokens spellings, a blank as U+2581, by id
 * @param kinds by id
 * @param scores by id; of two pairs the one with the higher score is joined first
 * @param begin the begin-of-text token
 * @param end the end-of-text token
 * @param ends all tokens that end an answer
 * @param addsBegin whether a prompt begins with the begin token
 * @param leadingBlank where text begins with a blank that is not its own
 * @param stripsAfterControls whether white space after a control token belongs to it
 */
record ScoredVocabulary(
        List<String> tokens,
        List<TokenKind> kinds,
        List<Float> scores,
        OptionalInt begin,
        OptionalInt end,
        Set<Integer> ends,
        boolean addsBegin,
        LeadingBlank leadingBlank,
        boolean stripsAfterControls)
        implements Vocabulary {
    /** What stands for a blank. */
    static final char BLANK = '\u2581';

    /** Control tokens that what follows them keeps its white space after. */
    private static final Set<String> KEEPING_BLANKS = Set.of("<unk>", "<s>", "<|endoftext|>");

    private static final String PREFIX = "tokenizer.ggml.";

    /** Of files that were made of folders here: other programs put the blank everywhere. */
    private static final String SPACE_PREFIX_ONCE = "strata.tokenizer.space_prefix_once";

    ScoredVocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        scores = List.copyOf(scores);
        ends = Set.copyOf(ends);
    }

    static ScoredVocabulary of(GgufFile file) {
        refuseNormalising(file);
        var special = SpecialTokens.of(file);
        var scores = file.floats(PREFIX + "scores");
        if (scores.length != special.tokens().size()) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.scores'",
                    "does not fit 'tokenizer.ggml.tokens'",
                    special.tokens().size() + " entries",
                    scores.length,
                    "use another model file");
        }
        var listed = new java.util.ArrayList<Float>(scores.length);
        for (float score : scores) {
            listed.add(Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score);
        }
        var vocabulary =
                new ScoredVocabulary(
                        special.tokens(),
                        special.kinds(),
                        listed,
                        special.begin(),
                        special.end(),
                        special.ends(),
                        special.begin().isPresent()
                                && file.findBoolean(PREFIX + "add_bos_token").orElse(true),
                        leadingBlank(file),
                        file.string("general.architecture").equals("phi3"));
        var _ = vocabulary.byteTokens();
        return vocabulary;
    }

    private static LeadingBlank leadingBlank(GgufFile file) {
        if (!file.findBoolean(PREFIX + "add_space_prefix").orElse(true)) {
            return LeadingBlank.NONE;
        }
        boolean once = file.findBoolean(SPACE_PREFIX_ONCE).orElse(false);
        return once ? LeadingBlank.FIRST : LeadingBlank.EVERY;
    }

    /** Text is taken as it is: what a file would have changed in it beforehand is not read. */
    private static void refuseNormalising(GgufFile file) {
        boolean changes =
                file.has(PREFIX + "precompiled_charsmap")
                        || file.findBoolean(PREFIX + "remove_extra_whitespaces").orElse(false);
        if (changes) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.precompiled_charsmap' or 'remove_extra_whitespaces'",
                    "changes text before it is cut",
                    "neither",
                    "one of them",
                    "use a model whose tokenizer takes text as it is");
        }
    }

    @Override
    public boolean stripsAfter(int id) {
        return stripsAfterControls && !KEEPING_BLANKS.contains(tokens.get(id));
    }

    /** The ids of the tokens that stand for one byte, by byte. */
    int[] byteTokens() {
        Map<Integer, Integer> found = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (kinds.get(id) == TokenKind.BYTE) {
                found.put(bytes(tokens.get(id), TokenKind.BYTE)[0] & 0xff, id);
            }
        }
        if (found.size() != 256) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.tokens'",
                    "lacks bytes to fall back on",
                    "256 tokens of type 6",
                    found.size(),
                    "use a model with byte fallback");
        }
        var ids = new int[256];
        found.forEach((value, id) -> ids[value] = id);
        return ids;
    }

    @Override
    public byte[] bytes(String token, TokenKind kind) {
        if (kind != TokenKind.BYTE) {
            return token.replace(BLANK, ' ').getBytes(StandardCharsets.UTF_8);
        }
        if (!token.matches("<0x[0-9A-Fa-f]{2}>")) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.tokens'",
                    "spells a byte in another way",
                    "<0x00> to <0xFF>",
                    "'" + token + "'",
                    "use another model file");
        }
        return new byte[] {(byte) HexFormat.fromHexDigits(token, 3, 5)};
    }

    @Override
    public WordEncoder encoder() {
        return new ScoredEncoder(this);
    }

    @Override
    public String sha256() {
        var digest = Vocabulary.newDigest();
        Vocabulary.update(
                digest,
                "scored %s %s %s"
                        .formatted(
                                addsBegin,
                                switch (leadingBlank) {
                                    case NONE -> "false";
                                    case FIRST -> "first";
                                    case EVERY -> "true";
                                },
                                stripsAfterControls));
        for (int id = 0; id < tokens.size(); id++) {
            digest.update((byte) kinds.get(id).ordinal());
            digest.update(ByteBuffer.allocate(Float.BYTES).putFloat(scores.get(id)).flip());
            Vocabulary.update(digest, tokens.get(id));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
