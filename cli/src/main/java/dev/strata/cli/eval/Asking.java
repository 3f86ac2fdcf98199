package dev.strata.cli.eval;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Admitted;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationEvent.Prefilled;
import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.text.ChatMessage;
import dev.strata.router.evaluation.AnswerBook;
import dev.strata.router.evaluation.Grade;
import dev.strata.router.evaluation.Question;
import dev.strata.router.evaluation.Question.Check;
import dev.strata.router.evaluation.StoredAnswer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Asks a loaded model questions at temperature 0, several at once, and keeps its answers. */
final class Asking {
    private final LanguageModel model;
    private final AnswerBook book;
    private final int atOnce;

    /**
     * @param atOnce questions in flight
     */
    Asking(LanguageModel model, AnswerBook book, int atOnce) {
        this.model = model;
        this.book = book;
        this.atOnce = atOnce;
    }

    /** Asks what the book does not hold yet; returns when all is answered. */
    void ask(List<Question> questions) {
        Semaphore places = new Semaphore(atOnce);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (Question question : questions) {
            if (stored(question).filter(question::isAnsweredBy).isEmpty()) {
                places.acquireUninterruptibly();
                asked.add(submit(question).whenComplete((_, _) -> places.release()));
            }
        }
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
    }

    /** What a second order of the options could still turn: those answered rightly in the first. */
    List<Question> inDoubt(List<Question> questions) {
        return questions.stream()
                .filter(question -> question.check() == Check.LETTER && isRight(question))
                .map(Question::reordered)
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean isRight(Question question) {
        return stored(question).map(answer -> Grade.isRight(question, answer.text())).orElse(false);
    }

    private Optional<StoredAnswer> stored(Question question) {
        return book.find(model.info().sha256(), model.info().precision(), question);
    }

    private CompletableFuture<Void> submit(Question question) {
        var prompt =
                model.tokenizer()
                        .encode(
                                model.template()
                                        .render(
                                                List.of(
                                                        new ChatMessage(
                                                                "user", question.prompt()))));
        var answer = new Reply(question, prompt.size());
        var _ =
                model.submit(
                        GenerationRequest.of(
                                prompt, question.maxTokens(), Sampling.greedy(), Stop.atEnd()),
                        answer::take);
        return answer.kept;
    }

    /** An answer as it comes; its events come one at a time. */
    private final class Reply {
        private final Question question;
        private final int promptTokens;
        private final StringBuilder text = new StringBuilder();
        private final List<Float> logprobs = new ArrayList<>();
        private final List<Float> entropies = new ArrayList<>();
        private final CompletableFuture<Void> kept = new CompletableFuture<>();

        Reply(Question question, int promptTokens) {
            this.question = question;
            this.promptTokens = promptTokens;
        }

        void take(GenerationEvent event) {
            switch (event) {
                case Admitted _, Prefilled _ -> {}
                case Token token -> {
                    text.append(token.text());
                    logprobs.add(token.logprob());
                    entropies.add(token.entropy());
                }
                case Finished end -> keep(end);
                case Failed failed ->
                        kept.completeExceptionally(
                                new IllegalStateException(
                                        "question '%s' was not answered: %s"
                                                .formatted(question.id(), failed.text())));
            }
        }

        private void keep(Finished end) {
            try {
                book.add(
                        new StoredAnswer(
                                model.info().sha256(),
                                model.info().precision(),
                                model.info().activeParameters(),
                                question.key(),
                                text + end.tail(),
                                end.reason() == FinishReason.STOP,
                                logprobs,
                                entropies,
                                promptTokens));
                kept.complete(null);
            } catch (UncheckedIOException e) {
                kept.completeExceptionally(e);
            }
        }
    }
}
