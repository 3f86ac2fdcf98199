package dev.strata.cli.engine;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Asks a model for the token after each of some windows of a text. */
public final class PrecisionTrial {
    /** A whole chunk of a prompt, the logits of whose last token are read. */
    public static final int WINDOW_TOKENS = 256;

    private static final int TOP = 20;
    private static final int ANSWER_TOKENS = 64;
    private static final int ROUNDS = 3;
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);

    /**
     * What came after a window.
     *
     * @param token the most likely one, with the 20 most likely
     * @param prefillMillis of the window
     */
    public record Answer(Token token, double prefillMillis) {}

    private PrecisionTrial() {}

    /** At most {@code most} windows that are spread over {@code text} and do not repeat a start. */
    public static List<TokenIds> windows(TokenIds text, int most) {
        int room = text.size() - WINDOW_TOKENS;
        if (room < 0) {
            throw new IllegalArgumentException(
                    "text is too short: expected at least %d tokens, got %d; name a longer one with --text"
                            .formatted(WINDOW_TOKENS, text.size()));
        }
        int count = Math.min(most, room + 1);
        List<TokenIds> windows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = count == 1 ? 0 : (int) ((long) room * i / (count - 1));
            windows.add(text.slice(from, from + WINDOW_TOKENS));
        }
        return windows;
    }

    /** Computes all windows, the first one twice: it warms up. */
    public static List<Answer> run(LanguageModel model, List<TokenIds> windows) {
        var _ = next(model, windows.getFirst(), "warm-up");
        List<Answer> answers = new ArrayList<>(windows.size());
        for (TokenIds window : windows) {
            answers.add(next(model, window, "window " + answers.size()));
        }
        return answers;
    }

    /** Tokens a second of one answer of 64 behind a window: the median of three. */
    public static double answerPerSecond(LanguageModel model, TokenIds window) {
        var perSecond = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            var tokens = new ArrayList<Token>();
            var timings = ask(model, window, ANSWER_TOKENS, "answer " + round, tokens).timings();
            perSecond.add(1_000 * (tokens.size() - 1) / timings.decodeMillis());
        }
        return perSecond.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
    }

    private static Answer next(LanguageModel model, TokenIds window, String salt) {
        var tokens = new ArrayList<Token>();
        double millis = ask(model, window, 1, salt, tokens).timings().prefillMillis();
        return new Answer(tokens.getFirst(), millis);
    }

    private static GenerationEvent.Finished ask(
            LanguageModel model, TokenIds window, int most, String salt, List<Token> tokens) {
        var finished = new CompletableFuture<GenerationEvent.Finished>();
        var request =
                new GenerationRequest(
                        window,
                        TokenIds.empty(),
                        most,
                        Sampling.greedy(),
                        AT_LENGTH,
                        TOP,
                        Optional.empty(),
                        Optional.empty(),
                        salt, // nothing is shared, so that every window is computed whole
                        0,
                        Optional.empty());
        var _ =
                model.submit(
                        request,
                        event -> {
                            switch (event) {
                                case Token token -> tokens.add(token);
                                case GenerationEvent.Finished end -> finished.complete(end);
                                case GenerationEvent.Failed failed ->
                                        finished.completeExceptionally(
                                                new IllegalStateException(failed.text()));
                                case GenerationEvent.Admitted _, GenerationEvent.Prefilled _ -> {}
                            }
                        });
        return finished.join();
    }
}
