package dev.strata.cli.eval;

import dev.strata.engine.EngineLoad;
import dev.strata.engine.Generation;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelInfo;
import dev.strata.engine.TokenBytes;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import dev.strata.engine.text.ChatTemplate;
import dev.strata.engine.text.RenderedPrompt;
import dev.strata.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A model whose tokens are characters. After an even id it finds {@code id + 1} most likely, after
 * an odd id {@code id - 1}, always with a log-probability of -.5. Id 1 is its control token.
 */
final class FakeModel implements LanguageModel {
    @Override
    public CompletableFuture<List<GenerationEvent.Token>> score(
            TokenIds promptIds, TokenIds answerIds, int topLogprobs) {
        var tokens = new ArrayList<GenerationEvent.Token>();
        var all = promptIds.concat(answerIds);
        for (int i = promptIds.size(); i < all.size(); i++) {
            var bytes = TokenBytes.of(new byte[0]);
            int likely = all.at(i - 1) ^ 1;
            tokens.add(
                    new GenerationEvent.Token(
                            all.at(i),
                            bytes,
                            "",
                            -.5f,
                            0,
                            List.of(new GenerationEvent.Top(likely, bytes, -.5f))));
        }
        return CompletableFuture.completedFuture(tokens);
    }

    @Override
    public Tokenizer tokenizer() {
        return new Characters();
    }

    @Override
    public ChatTemplate template() {
        return new ChatTemplate() {
            @Override
            public RenderedPrompt render(List<ChatMessage> messages, List<String> tools) {
                var pieces = new ArrayList<RenderedPrompt.Piece>();
                for (var message : messages) {
                    pieces.add(new RenderedPrompt.Control("|", 1));
                    pieces.add(new RenderedPrompt.Plain(message.content()));
                }
                return new RenderedPrompt(pieces);
            }

            @Override
            public boolean takesTools() {
                return false;
            }

            @Override
            public String sha256() {
                return "";
            }
        };
    }

    @Override
    public ModelInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EngineLoad load() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Generation submit(GenerationRequest request, Consumer<GenerationEvent> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** Ids are characters, and 1 is a control token wherever it stands. */
    private static final class Characters implements Tokenizer {
        @Override
        public TokenIds encode(String text) {
            return TokenIds.of(text.chars().toArray());
        }

        @Override
        public TokenIds encode(RenderedPrompt prompt) {
            return TokenIds.of(
                    prompt.pieces().stream()
                            .flatMapToInt(piece ->
                                    switch (piece) {
                                        case RenderedPrompt.Control(_, var id) ->
                                                TokenIds.of(id).stream();
                                        case RenderedPrompt.Plain(var text) -> text.chars();
                                    })
                            .toArray());
        }

        @Override
        public TokenBytes bytes(int id) {
            return TokenBytes.of(new byte[0]);
        }

        @Override
        public boolean isEnd(int id) {
            return false;
        }

        @Override
        public boolean isControl(int id) {
            return id == 1;
        }

        @Override
        public int size() {
            return 256;
        }

        @Override
        public String sha256() {
            return "";
        }
    }
}
