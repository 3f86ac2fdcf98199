package dev.strata.engine.text;

import dev.strata.engine.gguf.BadModel;
import dev.strata.engine.gguf.GgufFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokens of a file and those of them that mean something of their own, whatever kind of
 * tokenizer it has.
 *
 * @param tokens spellings, by id
 * @param kinds by id
 * @param begin the begin-of-text token
 * @param end the end-of-text token
 * @param ends all tokens that end an answer
 */
record SpecialTokens(
        List<String> tokens,
        List<TokenKind> kinds,
        OptionalInt begin,
        OptionalInt end,
        Set<Integer> ends) {
    private static final String PREFIX = "tokenizer.ggml.";

    /** Control tokens that end an answer in the models that have them, whatever the file says. */
    private static final Set<String> END_SPELLINGS =
            Set.of(
                    "<|im_end|>",
                    "<|endoftext|>",
                    "<|end_of_text|>",
                    "<|eot_id|>",
                    "<|eom_id|>",
                    "<|end|>",
                    "<end_of_turn>");

    SpecialTokens {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        ends = Set.copyOf(ends);
    }

    /**
     * Reads a file's metadata.
     *
     * @throws dev.strata.engine.EngineException with BAD_MODEL where it does not fit together
     */
    static SpecialTokens of(GgufFile file) {
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
        return new SpecialTokens(tokens, kinds, begin, end, ends);
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
