package dev.strata.tier;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.RenderedPrompt;
import dev.strata.engine.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One token for each byte, and after them the control tokens start and end. */
public final class FakeTokenizer implements Tokenizer {
    static final int START = 256;
    static final int END = 257;

    @Override
    public TokenIds encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            int[] ids = new int[bytes.remaining()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = bytes.get() & 0xff;
            }
            return TokenIds.of(ids);
        } catch (CharacterCodingException e) {
            throw new EngineException(EngineError.INVALID_REQUEST, "text is no Unicode", e);
        }
    }

    @Override
    public TokenIds encode(RenderedPrompt prompt) {
        TokenIds all = TokenIds.empty();
        for (RenderedPrompt.Piece piece : prompt.pieces()) {
            all =
                    all.concat(
                            switch (piece) {
                                case RenderedPrompt.Plain(var text) -> encode(text);
                                case RenderedPrompt.Control(var _, var id) -> TokenIds.of(id);
                            });
        }
        return all;
    }

    @Override
    public TokenBytes bytes(int id) {
        return TokenBytes.of(id < START ? new byte[] {(byte) id} : new byte[0]);
    }

    @Override
    public boolean isEnd(int id) {
        return id == END;
    }

    @Override
    public boolean isControl(int id) {
        return id >= START;
    }

    @Override
    public int size() {
        return 258;
    }

    @Override
    public String sha256() {
        return "tokenizer-sha";
    }
}
