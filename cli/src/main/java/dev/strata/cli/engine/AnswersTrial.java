package dev.strata.cli.engine;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Precision;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Has a model answer several windows of a text at once, and compares every token's distribution
 * with the exact graph's for the same text, prompt included.
 */
public final class AnswersTrial {
    private static final int TOP = 20;
    private static final int ANSWER_TOKENS = 32;
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);

    /**
     * How near answers come to exact ones.
     *
     * @param tokens compared
     * @param kl mean divergence from the exact distribution, in nats
     * @param top1 share of tokens with the same most likely one
     */
    public record Nearness(int tokens, double kl, double top1) {}

    private AnswersTrial() {}

    /** Answers at once that a precision is wanted for. */
    public static int atOnce(Precision precision) {
        return precision == Precision.FAST ? 16 : 8;
    }

    /**
     * Answers the windows, {@code atOnce} at a time; those that are over are left out.
     *
     * @param windows at least {@code atOnce}
     */
    public static Nearness run(LanguageModel model, List<TokenIds> windows, int atOnce) {
        double kl = 0;
        int equal = 0;
        int tokens = 0;
        for (int from = 0; from + atOnce <= windows.size(); from += atOnce) {
            List<TokenIds> together = windows.subList(from, from + atOnce);
            List<CompletableFuture<List<Token>>> answers = new ArrayList<>();
            together.forEach(window -> answers.add(answer(model, window)));
            for (int i = 0; i < atOnce; i++) {
                List<Token> answer = answers.get(i).join();
                TokenIds ids = TokenIds.of(answer.stream().mapToInt(Token::id).toArray());
                List<Token> exact = model.score(together.get(i), ids, TOP).join();
                for (int at = 0; at < answer.size(); at++) {
                    kl += PrecisionFigures.divergence(exact.get(at), answer.get(at));
                    int likely = exact.get(at).top().getFirst().id();
                    equal += likely == answer.get(at).top().getFirst().id() ? 1 : 0;
                    tokens++;
                }
            }
        }
        if (tokens == 0) {
            throw new IllegalArgumentException(
                    "windows are too few: expected at least %d, got %d; name a longer text with --text, or more --windows"
                            .formatted(atOnce, windows.size()));
        }
        return new Nearness(tokens, kl / tokens, (double) equal / tokens);
    }

    private static CompletableFuture<List<Token>> answer(LanguageModel model, TokenIds window) {
        var finished = new CompletableFuture<List<Token>>();
        var tokens = new ArrayList<Token>();
        var request =
                new GenerationRequest(
                        window,
                        TokenIds.empty(),
                        ANSWER_TOKENS,
                        Sampling.greedy(),
                        AT_LENGTH,
                        TOP,
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        0,
                        Optional.empty());
        var _ =
                model.submit(
                        request,
                        event -> {
                            switch (event) {
                                case Token token -> tokens.add(token);
                                case GenerationEvent.Finished _ ->
                                        finished.complete(List.copyOf(tokens));
                                case GenerationEvent.Failed failed ->
                                        finished.completeExceptionally(
                                                new IllegalStateException(failed.text()));
                                case GenerationEvent.Admitted _, GenerationEvent.Prefilled _ -> {}
                            }
                        });
        return finished;
    }
}
