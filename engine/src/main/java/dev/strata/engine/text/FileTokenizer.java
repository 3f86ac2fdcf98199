package dev.strata.engine.text;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.RenderedPrompt.Control;
import dev.strata.engine.text.RenderedPrompt.Plain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A tokenizer of a model file's vocabulary: control tokens come from templates alone. */
final class FileTokenizer implements Tokenizer {
    private final Vocabulary vocabulary;
    private final String sha256;
    private final List<TokenBytes> bytes;
    private final WordEncoder words;

    FileTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.sha256 = vocabulary.sha256();
        this.bytes =
                IntStream.range(0, vocabulary.tokens().size())
                        .mapToObj(id -> bytesOf(vocabulary, id))
                        .toList();
        this.words = vocabulary.encoder();
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
        return TokenIds.of(words.ids(text));
    }

    @Override
    public TokenIds encode(RenderedPrompt prompt) {
        var ids = new ArrayList<TokenIds>();
        var begin = vocabulary.begin();
        if (vocabulary.addsBegin() && !beginsWith(prompt, begin.getAsInt())) {
            ids.add(TokenIds.of(begin.getAsInt()));
        }
        var run = new StringBuilder();
        var after = OptionalInt.empty();
        for (var piece : prompt.pieces()) {
            switch (piece) {
                case Plain(var text) -> run.append(text);
                case Control(_, var id) -> {
                    ids.add(run(run.toString(), after));
                    run.setLength(0);
                    ids.add(TokenIds.of(id));
                    after = OptionalInt.of(id);
                }
            }
        }
        ids.add(run(run.toString(), after));
        return TokenIds.of(ids.stream().flatMapToInt(TokenIds::stream).toArray());
    }

    /** The text of a prompt after a control token, or at its beginning. */
    private TokenIds run(String text, OptionalInt after) {
        boolean stripped = after.isPresent() && vocabulary.stripsAfter(after.getAsInt());
        return encode(stripped ? text.stripLeading() : text);
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

    private static TokenBytes bytesOf(Vocabulary vocabulary, int id) {
        var token = vocabulary.tokens().get(id);
        var kind = vocabulary.kinds().get(id);
        return switch (kind) {
            case NORMAL, BYTE -> TokenBytes.of(vocabulary.bytes(token, kind));
            case USER_DEFINED -> TokenBytes.of(token.getBytes(StandardCharsets.UTF_8));
            case CONTROL, UNKNOWN, UNUSED -> TokenBytes.of(new byte[0]);
        };
    }
}
