package dev.strata.cli.bench;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Measures one loaded model with prompts of random tokens. */
final class EngineTrial {
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);
    private static final int ORDINARY_IDS = 256; // below are control tokens and single bytes

    private final LanguageModel model;

    EngineTrial(LanguageModel model) {
        this.model = model;
    }

    /** Runs for at least {@code nanos}: the compiler of a fresh process needs some seconds. */
    void warmUp(long nanos) {
        long start = System.nanoTime();
        do {
            Speed _ = run();
        } while (System.nanoTime() - start < nanos);
    }

    /** Measures once. */
    Speed run() {
        Finished answer = generate(Speed.CONTEXT_BEFORE, Speed.DECODE_TOKENS + 1);
        Finished prompt = generate(Speed.PREFILL_TOKENS, 1);
        return new Speed(
                perSecond(Speed.PREFILL_TOKENS, prompt.timings().prefillMillis()),
                perSecond(Speed.DECODE_TOKENS, answer.timings().decodeMillis()));
    }

    private Finished generate(int promptTokens, int answerTokens) {
        CompletableFuture<Finished> finished = new CompletableFuture<>();
        var _ =
                model.submit(
                        GenerationRequest.of(
                                prompt(promptTokens), answerTokens, Sampling.greedy(), AT_LENGTH),
                        event -> end(event, finished));
        return finished.join();
    }

    private static void end(GenerationEvent event, CompletableFuture<Finished> finished) {
        switch (event) {
            case Finished end -> finished.complete(end);
            case Failed failed ->
                    finished.completeExceptionally(new IllegalStateException(failed.text()));
            case GenerationEvent.Admitted _,
                    GenerationEvent.Prefilled _,
                    GenerationEvent.Token _ -> {}
        }
    }

    private TokenIds prompt(int tokens) {
        int first = Math.min(ORDINARY_IDS, model.info().vocabularySize() / 2);
        int last = Math.max(first + 1, Math.min(30_000, model.info().vocabularySize()));
        return TokenIds.of(new SplittableRandom(1).ints(tokens, first, last).toArray());
    }

    private static double perSecond(int tokens, double millis) {
        return tokens * 1_000 / millis;
    }
}
