package dev.strata.engine.text;

import dev.strata.engine.gguf.GgufFile;
import java.nio.charset.StandardCharsets;
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
        boolean addsBegin)
        implements Vocabulary {
    private static final String PREFIX = "tokenizer.ggml.";

    BpeVocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        merges = List.copyOf(merges);
        ends = Set.copyOf(ends);
    }

    static BpeVocabulary of(GgufFile file) {
        var pre = PreTokenizer.named(file.string(PREFIX + "pre"));
        var special = SpecialTokens.of(file);
        return new BpeVocabulary(
                pre,
                special.tokens(),
                special.kinds(),
                file.strings(PREFIX + "merges"),
                special.begin(),
                special.end(),
                special.ends(),
                special.begin().isPresent()
                        && file.findBoolean(PREFIX + "add_bos_token").orElse(pre.addsBeginToken()));
    }

    @Override
    public boolean stripsAfter(int id) {
        return false;
    }

    @Override
    public byte[] bytes(String token, TokenKind kind) {
        return ByteAlphabet.decode(token).toArray();
    }

    @Override
    public WordEncoder encoder() {
        return new BpeEncoder(this);
    }

    @Override
    public String sha256() {
        var digest = Vocabulary.newDigest();
        digest.update(pre.json().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) (addsBegin ? 1 : 0));
        for (int id = 0; id < tokens.size(); id++) {
            digest.update((byte) kinds.get(id).ordinal());
            Vocabulary.update(digest, tokens.get(id));
        }
        merges.forEach(merge -> Vocabulary.update(digest, merge));
        return HexFormat.of().formatHex(digest.digest());
    }
}
