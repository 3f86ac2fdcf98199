package dev.strata.engine.text;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.RenderedPrompt.Control;
import dev.strata.engine.text.RenderedPrompt.Plain;
import java.nio.charset.StandardCharsets;
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
        return whole(encode(text, Integer.MAX_VALUE));
    }

    @Override
    public TokenIds encode(RenderedPrompt prompt) {
        return whole(encode(prompt, Integer.MAX_VALUE));
    }

    private static TokenIds whole(Encoding encoding) {
        return switch (encoding) {
            case Encoding.Whole(var ids) -> ids;
            case Encoding.Longer(var tokens, _) ->
                    throw new EngineException(
                            EngineError.INVALID_REQUEST,
                            "text is too long: expected fewer than 2^31 tokens, got %d; shorten it"
                                    .formatted(tokens));
        };
    }

    @Override
    public Encoding encode(String text, int most) {
        var ids = new IdList(most);
        cut(text, true, ids);
        return ids.encoding();
    }

    @Override
    public Encoding encode(RenderedPrompt prompt, int most) {
        var ids = new IdList(most);
        var begin = vocabulary.begin();
        if (vocabulary.addsBegin() && !beginsWith(prompt, begin.getAsInt())) {
            ids.add(begin.getAsInt());
        }
        var run = "";
        var after = OptionalInt.empty();
        for (var piece : prompt.pieces()) {
            if (ids.isOver(0)) {
                return ids.encoding();
            }
            switch (piece) {
                case Plain(var text) -> run = run.isEmpty() ? text : run + text;
                case Control(_, var id) -> {
                    run(run, after, ids);
                    run = "";
                    ids.add(id);
                    after = OptionalInt.of(id);
                }
            }
        }
        run(run, after, ids);
        return ids.encoding();
    }

    /** The text of a prompt after a control token, or at its beginning. */
    private void run(String text, OptionalInt after, IdList ids) {
        boolean stripped = after.isPresent() && vocabulary.stripsAfter(after.getAsInt());
        cut(stripped ? text.stripLeading() : text, after.isEmpty(), ids);
    }

    private void cut(String text, boolean first, IdList ids) {
        if (!isPaired(text)) {
            throw new EngineException(
                    EngineError.INVALID_REQUEST,
                    "text is not valid Unicode: expected paired surrogates, got an unpaired one;"
                            + " correct its encoding");
        }
        if (!text.isEmpty()) {
            words.cut(text, first, ids);
        }
    }

    /** Whether every surrogate has its other half. */
    private static boolean isPaired(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                int last = at + 1;
                if (last == text.length()
                        || !Character.isSurrogatePair(text.charAt(at), text.charAt(last))) {
                    return false;
                }
                at = last;
            }
        }
        return true;
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
