package dev.strata.cli.bench;

import dev.strata.cli.bench.RepeatTrial.Likeness;
import dev.strata.cli.bench.RepeatTrial.Step;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Admitted;
import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationEvent.Prefilled;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An answer that one model begins and a larger one of the same tokenizer goes on with. */
final class HandoverTrial {
    private static final int LOGPROBS = 2;

    private final LanguageModel lower;
    private final LanguageModel upper;
    private final int answerTokens;
    private int asked;

    /**
     * Of two models.
     *
     * @throws IllegalArgumentException where their tokenizers differ
     */
    HandoverTrial(LanguageModel lower, LanguageModel upper, int answerTokens) {
        String own = upper.info().tokenizerSha256();
        if (!lower.info().tokenizerSha256().equals(own)) {
            throw new IllegalArgumentException(
                    "model '%s' cannot hand over to '%s': expected one tokenizer, got %s and %s; name two models that share one"
                            .formatted(
                                    lower.info().name(),
                                    upper.info().name(),
                                    lower.info().tokenizerSha256(),
                                    own));
        }
        this.lower = lower;
        this.upper = upper;
        this.answerTokens = answerTokens;
    }

    /**
     * The upper model's answer to one prompt, computed either way.
     *
     * @param given tokens of the lower model
     * @param verified what the upper model agreed with
     */
    record Outcome(int given, Drafts verified, Answer without, Answer with, Likeness likeness) {}

    /** When an answer's first token and its end came, since it was asked for. */
    record Answer(List<Step> steps, double firstMillis, double endMillis, Drafts drafts) {
        Answer {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Has the lower model begin, and the upper one answer without and with that, by turns.
     *
     * @param after tokens after which the lower model's answer is handed up
     */
    Outcome run(String question, int after) {
        List<Step> begun = ask(lower, question, TokenIds.empty(), after).steps();
        TokenIds draft = TokenIds.of(begun.stream().mapToInt(Step::id).toArray());
        boolean isPlainFirst = asked % 2 == 0;
        Answer first = ask(upper, question, isPlainFirst ? TokenIds.empty() : draft, answerTokens);
        Answer second = ask(upper, question, isPlainFirst ? draft : TokenIds.empty(), answerTokens);
        Answer without = isPlainFirst ? first : second;
        Answer with = isPlainFirst ? second : first;
        return new Outcome(
                draft.size(),
                with.drafts(),
                without,
                with,
                RepeatTrial.compare(without.steps(), with.steps()));
    }

    private Answer ask(LanguageModel model, String question, TokenIds draft, int maxTokens) {
        TokenIds prompt =
                model.tokenizer()
                        .encode(
                                model.template()
                                        .render(List.of(new ChatMessage("user", question))));
        asked++;
        Listening listening = new Listening(System.nanoTime());
        var _ =
                model.submit(
                        new GenerationRequest(
                                prompt,
                                draft,
                                maxTokens,
                                Sampling.greedy(),
                                Stop.atEnd(),
                                LOGPROBS,
                                Optional.empty(),
                                Optional.empty(),
                                // No two share a prefix that is computed already.
                                "handover-" + asked,
                                0,
                                Optional.empty()),
                        listening::take);
        return listening.answer.join();
    }

    /** One answer as it comes; its events come one at a time. */
    private static final class Listening {
        private final long begin;
        private final List<Step> steps = new ArrayList<>();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private double firstMillis;

        Listening(long begin) {
            this.begin = begin;
        }

        void take(GenerationEvent event) {
            switch (event) {
                case Admitted _, Prefilled _ -> {}
                case Token token -> {
                    firstMillis = steps.isEmpty() ? millis() : firstMillis;
                    steps.add(new Step(token.id(), RepeatTrial.margin(token)));
                }
                case Finished finished ->
                        answer.complete(
                                new Answer(steps, firstMillis, millis(), finished.drafts()));
                case Failed failed ->
                        answer.completeExceptionally(new IllegalStateException(failed.text()));
            }
        }

        private double millis() {
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
