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
 * with a reference's for the same text, prompt included.
 */
public final class AnswersTrial {
    private static final int TOP = 20;
    private static final int ANSWER_TOKENS = 32;
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);

    /**
     * How near answers come to exact ones.
     *
     * @param tokens compared
     * @param kl mean divergence from the reference's distribution, in nats
     * @param top1 share of tokens with the same most likely one
     */
    public record Nearness(int tokens, double kl, double top1) {}

    private AnswersTrial() {}

    /** Answers at once that a precision is wanted for. */
    public static int atOnce(Precision precision) {
        return precision == Precision.FAST ? 16 : 8;
    }

    /** What a model answered to a window. */
    public record Answer(TokenIds window, List<Token> tokens) {
        /** Copies. */
        public Answer {
            tokens = List.copyOf(tokens);
        }
    }

    /** Answers the windows and compares with the same model's exact graph. */
    public static Nearness run(LanguageModel model, List<TokenIds> windows, int atOnce) {
        return compare(model, answers(model, windows, atOnce));
    }

    /**
     * Answers the windows, {@code atOnce} at a time; those that are over are left out.
     *
     * @param windows at least {@code atOnce}
     */
    public static List<Answer> answers(LanguageModel model, List<TokenIds> windows, int atOnce) {
        if (windows.size() < atOnce) {
            throw new IllegalArgumentException(
                    "windows are too few: expected at least %d, got %d; name a longer text with --text, or more --windows"
                            .formatted(atOnce, windows.size()));
        }
        List<Answer> answered = new ArrayList<>();
        for (int from = 0; from + atOnce <= windows.size(); from += atOnce) {
            List<TokenIds> together = windows.subList(from, from + atOnce);
            List<CompletableFuture<List<Token>>> answers = new ArrayList<>();
            together.forEach(window -> answers.add(answer(model, window)));
            for (int i = 0; i < atOnce; i++) {
                answered.add(new Answer(together.get(i), answers.get(i).join()));
            }
        }
        return answered;
    }

    /**
     * Compares every token of answers with what {@code reference} says in its place.
     *
     * @param answers at least one
     */
    public static Nearness compare(LanguageModel reference, List<Answer> answers) {
        double kl = 0;
        int equal = 0;
        int tokens = 0;
        for (Answer answer : answers) {
            TokenIds ids = TokenIds.of(answer.tokens().stream().mapToInt(Token::id).toArray());
            List<Token> wanted = reference.score(answer.window(), ids, TOP).join();
            for (int at = 0; at < wanted.size(); at++) {
                Token token = answer.tokens().get(at);
                kl += PrecisionFigures.divergence(wanted.get(at), token);
                int likely = wanted.get(at).top().getFirst().id();
                equal += likely == token.top().getFirst().id() ? 1 : 0;
                tokens++;
            }
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
