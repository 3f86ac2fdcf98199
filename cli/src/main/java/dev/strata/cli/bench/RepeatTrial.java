package dev.strata.cli.bench;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Admitted;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Answers that repeat much of their prompt: corrections and summaries of short texts. */
final class RepeatTrial {
    private static final int ANSWER_TOKENS = 128;
    private static final float NEAR_TIE_NATS = .02f;
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);

    private static final String HARBOUR =
            "The harbour office opens at six in the morning. Ships that carry fruit are unloaded first, because fruit does not wait. A ship that comes in after noon is given a place for the night and unloaded on the next day. The captain pays for the place at the office, in coins or by a letter of his bank, and gets a paper with the number of his place. Whoever loses the paper pays again.";
    private static final String BAKERY =
            "To make the bread, mix five hundred grams of flour with ten grams of salt and seven grams of yeast. Add three hundred grams of warm water and knead the dough for ten minutes. Leave it under a cloth for one hour. Shape it into a loaf, leave it for thirty minutes more, and bake it at two hundred and twenty degrees for thirty-five minutes.";
    private static final String PROGRAM =
            "def area(width, height):\n    if width < 0 or height < 0:\n        raise ValueError('width and height must not be negative')\n    return width * height\n\ndef perimeter(width, height):\n    if width < 0 or height < 0:\n        raise ValueError('width and height must not be negative')\n    return 2 * (width + height)\n";

    private static final List<String> QUESTIONS =
            List.of(
                    "Correct the spelling of this text and repeat it whole, changing nothing else:\n\n"
                            + HARBOUR,
                    "Repeat this recipe word by word:\n\n" + BAKERY,
                    "Repeat this program and rename the parameter width to breadth:\n\n" + PROGRAM);

    private final LanguageModel model;

    RepeatTrial(LanguageModel model) {
        this.model = model;
    }

    /**
     * A token of an answer.
     *
     * @param margin nats between the two likeliest tokens
     */
    record Step(int id, float margin) {}

    /** How two computations of one answer compare. */
    enum Likeness {
        EQUAL,
        /** They part where the first one's likeliest tokens are all but equally likely. */
        NEAR_TIE,
        DIFFERENT
    }

    /** Compares answers; one that ends before the other is different. */
    static Likeness compare(List<Step> first, List<Step> second) {
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i >= first.size() || i >= second.size()) {
                return Likeness.DIFFERENT;
            }
            if (first.get(i).id() != second.get(i).id()) {
                return first.get(i).margin() < NEAR_TIE_NATS
                        ? Likeness.NEAR_TIE
                        : Likeness.DIFFERENT;
            }
        }
        return Likeness.EQUAL;
    }

    /**
     * @param tokensPerSecond of all answers, after their first tokens
     * @param answers their tokens
     * @param guessed tokens guessed
     * @param right of these, right ones
     */
    record Outcome(double tokensPerSecond, List<List<Step>> answers, int guessed, int right) {
        Outcome {
            answers = List.copyOf(answers);
        }
    }

    /** Asks all questions, one after the other. */
    Outcome run() {
        double millis = 0;
        int tokens = 0;
        int guessed = 0;
        int right = 0;
        List<List<Step>> answers = new ArrayList<>();
        for (String question : QUESTIONS) {
            List<Step> steps = new ArrayList<>();
            Finished end = answer(question, steps);
            millis += end.timings().decodeMillis();
            tokens += steps.size() - 1;
            guessed += end.drafts().guessed();
            right += end.drafts().right();
            answers.add(steps);
        }
        return new Outcome(tokens * 1_000 / millis, answers, guessed, right);
    }

    private Finished answer(String question, List<Step> steps) {
        TokenIds prompt =
                model.tokenizer()
                        .encode(
                                model.template()
                                        .render(List.of(new ChatMessage("user", question))));
        CompletableFuture<Finished> end = new CompletableFuture<>();
        var _ = model.submit(greedy(prompt), event -> take(event, steps, end));
        return end.join();
    }

    private static GenerationRequest greedy(TokenIds prompt) {
        return new GenerationRequest(
                prompt,
                TokenIds.empty(),
                ANSWER_TOKENS,
                Sampling.greedy(),
                AT_LENGTH,
                2,
                Optional.empty(),
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }

    /** Nats between the two likeliest tokens. */
    static float margin(Token token) {
        return token.top().get(0).logprob() - token.top().get(1).logprob();
    }

    private static void take(
            GenerationEvent event, List<Step> steps, CompletableFuture<Finished> end) {
        switch (event) {
            case Token token -> steps.add(new Step(token.id(), margin(token)));
            case Finished finished -> end.complete(finished);
            case Failed failed ->
                    end.completeExceptionally(new IllegalStateException(failed.text()));
            case Admitted _, Prefilled _ -> {}
        }
    }
}
