package dev.strata.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.RenderedPrompt.Control;
import dev.strata.engine.text.RenderedPrompt.Plain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Byte-level BPE on the native tokenizers library, which here knows no control tokens.
 *
 * <p>Bytes that a vocabulary has no token for (in V1 some control characters and unassigned planes)
 * are dropped, as in the publisher's own tokenizer.
 */
final class BpeTokenizer implements Tokenizer {
    private final BpeVocabulary vocabulary;
    private final String sha256;
    private final List<TokenBytes> bytes;
    private final HuggingFaceTokenizer words;

    BpeTokenizer(BpeVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.sha256 = vocabulary.sha256();
        this.bytes =
                IntStream.range(0, vocabulary.tokens().size())
                        .mapToObj(id -> bytesOf(vocabulary, id))
                        .toList();
        this.words = NativeTokenizers.load(TokenizerJson.of(vocabulary));
    }

    @Override
    public TokenIds encode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "text is not valid Unicode: expected paired surrogates, got an unpaired one;"
                            + " correct its encoding");
        }
        if (text.isEmpty()) {
            return TokenIds.empty();
        }
        return TokenIds.of(
                Arrays.stream(words.encode(text, false, false).getIds())
                        .mapToInt(Math::toIntExact)
                        .toArray());
    }

    @Override
    public TokenIds encode(RenderedPrompt prompt) {
        var ids = new ArrayList<TokenIds>();
        var begin = vocabulary.begin();
        if (vocabulary.addsBegin() && !beginsWith(prompt, begin.getAsInt())) {
            ids.add(TokenIds.of(begin.getAsInt()));
        }
        var run = new StringBuilder();
        for (var piece : prompt.pieces()) {
            switch (piece) {
                case Plain(var text) -> run.append(text);
                case Control(_, var id) -> {
                    ids.add(encode(run.toString()));
                    run.setLength(0);
                    ids.add(TokenIds.of(id));
                }
            }
        }
        ids.add(encode(run.toString()));
        return TokenIds.of(ids.stream().flatMapToInt(TokenIds::stream).toArray());
    }

    @Override
    public TokenBytes bytes(int id) {
        return bytes.get(id);
    }

    @Override
    public boolean isEnd(int id) {
        return vocabulary.ends().contains(id);
    }

    @Override
    public boolean isControl(int id) {
        return vocabulary.isControl(id);
    }

    @Override
    public int size() {
        return vocabulary.tokens().size();
    }

    @Override
    public String sha256() {
        return sha256;
    }

    private static boolean beginsWith(RenderedPrompt prompt, int id) {
        return !prompt.pieces().isEmpty()
                && prompt.pieces().getFirst() instanceof Control(_, var first)
                && first == id;
    }

    private static TokenBytes bytesOf(BpeVocabulary vocabulary, int id) {
        var token = vocabulary.tokens().get(id);
        return switch (vocabulary.kinds().get(id)) {
            case NORMAL, BYTE -> ByteAlphabet.decode(token);
            case USER_DEFINED -> TokenBytes.of(token.getBytes(StandardCharsets.UTF_8));
            case CONTROL, UNKNOWN, UNUSED -> TokenBytes.of(new byte[0]);
        };
    }
}
