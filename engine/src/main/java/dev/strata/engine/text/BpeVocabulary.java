package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A byte-level BPE vocabulary as the file states it.
 *
 * @param tokens spellings in the byte-level alphabet, by id
 * @param kinds by id
 * @param merges {@code left right}, most important first
 * @param begin the begin-of-text token
 * @param end the end-of-text token
 * @param ends all tokens that end an answer
 * @param addsBegin whether a prompt begins with the begin token
 */
record BpeVocabulary(
        PreTokenizer pre,
        List<String> tokens,
        List<TokenKind> kinds,
        List<String> merges,
        OptionalInt begin,
        OptionalInt end,
        Set<Integer> ends,
        boolean addsBegin) {
    private static final String PREFIX = "tokenizer.ggml.";

    /** Control tokens that end an answer in the models that have them, whatever the file says. */
    private static final Set<String> END_SPELLINGS =
            Set.of(
                    "<|im_end|>",
                    "<|endoftext|>",
                    "<|end_of_text|>",
                    "<|eot_id|>",
                    "<|eom_id|>",
                    "<|end|>");

    BpeVocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        merges = List.copyOf(merges);
        ends = Set.copyOf(ends);
    }

    static BpeVocabulary of(GgufFile file) {
        var model = file.string(PREFIX + "model");
        if (!model.equals("gpt2")) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.model'",
                    "names an unknown tokenizer",
                    "'gpt2' (byte-level BPE)",
                    "'" + model + "'",
                    "use a model with a byte-level BPE tokenizer");
        }
        var pre = PreTokenizer.named(file.string(PREFIX + "pre"));
        var tokens = file.strings(PREFIX + "tokens");
        var kinds = kinds(file, tokens.size());
        var begin = special(file, "bos_token_id", tokens.size());
        var end = special(file, "eos_token_id", tokens.size());
        var ends = new HashSet<Integer>();
        for (var key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            special(file, key, tokens.size()).ifPresent(ends::add);
        }
        begin.ifPresent(id -> kinds.set(id, TokenKind.CONTROL));
        ends.forEach(id -> kinds.set(id, TokenKind.CONTROL));
        for (int id = 0; id < tokens.size(); id++) {
            if (kinds.get(id) == TokenKind.CONTROL && END_SPELLINGS.contains(tokens.get(id))) {
                ends.add(id);
            }
        }
        return new BpeVocabulary(
                pre,
                tokens,
                kinds,
                file.strings(PREFIX + "merges"),
                begin,
                end,
                ends,
                begin.isPresent()
                        && file.findBoolean(PREFIX + "add_bos_token").orElse(pre.addsBeginToken()));
    }

    /** True for a token that must not come out of text: control tokens and the unknown token. */
    boolean isControl(int id) {
        return switch (kinds.get(id)) {
            case CONTROL, UNKNOWN -> true;
            case NORMAL, USER_DEFINED, UNUSED, BYTE -> false;
        };
    }

    /** SHA-256 (hex) of everything that decides how text becomes ids. */
    String sha256() {
        var digest = newDigest();
        digest.update(pre.json().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) (addsBegin ? 1 : 0));
        for (int id = 0; id < tokens.size(); id++) {
            digest.update((byte) kinds.get(id).ordinal());
            update(digest, tokens.get(id));
        }
        merges.forEach(merge -> update(digest, merge));
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static List<TokenKind> kinds(GgufFile file, int size) {
        var codes = file.ints(PREFIX + "token_type");
        if (codes.length != size || size == 0) {
            throw BadModel.of(
                    "metadata 'tokenizer.ggml.token_type'",
                    "does not fit 'tokenizer.ggml.tokens'",
                    Math.max(1, size) + " entries",
                    codes.length,
                    "use another model file");
        }
        return new ArrayList<>(Arrays.stream(codes).mapToObj(TokenKind::of).toList());
    }

    private static OptionalInt special(GgufFile file, String key, int size) {
        var id = file.findLong(PREFIX + key);
        if (id.isEmpty()) {
            return OptionalInt.empty();
        }
        if (id.getAsLong() < 0 || id.getAsLong() >= size) {
            throw BadModel.of(
                    "metadata '" + PREFIX + key + "'",
                    "is not a token",
                    "0 to " + (size - 1),
                    id.getAsLong(),
                    "use another model file");
        }
        return OptionalInt.of((int) id.getAsLong());
    }
}
