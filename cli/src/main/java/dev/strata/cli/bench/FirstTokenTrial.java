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
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Measures how long prompts of random tokens take to their first token. */
final class FirstTokenTrial {
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);
    private static final int ORDINARY_IDS = 256; // below are control tokens and single bytes

    private final LanguageModel model;
    private final int tokens;

    FirstTokenTrial(LanguageModel model, int tokens) {
        this.model = model;
        this.tokens = tokens;
    }

    /**
     * @param millis between submission and the first token
     * @param cachedTokens of the prompt
     */
    record Outcome(double millis, int cachedTokens) {}

    /** Asks the prompt of number {@code seed}, and waits for its end. */
    Outcome run(int seed) {
        int last = model.info().vocabularySize();
        TokenIds prompt =
                TokenIds.of(
                        new SplittableRandom(seed)
                                .ints(tokens, Math.min(ORDINARY_IDS, last / 2), last)
                                .toArray());
        CompletableFuture<Finished> end = new CompletableFuture<>();
        AtomicLong first = new AtomicLong();
        long start = System.nanoTime();
        var _ =
                model.submit(
                        GenerationRequest.of(prompt, 2, Sampling.greedy(), AT_LENGTH),
                        event -> take(event, first, end));
        int cached = end.join().usage().cachedTokens();
        return new Outcome((first.get() - start) / 1e6, cached);
    }

    private static void take(
            GenerationEvent event, AtomicLong first, CompletableFuture<Finished> end) {
        switch (event) {
            case Token _ -> {
                boolean _ = first.compareAndSet(0, System.nanoTime());
            }
            case Finished finished -> end.complete(finished);
            case Failed failed ->
                    end.completeExceptionally(new IllegalStateException(failed.text()));
            case Admitted _, Prefilled _ -> {}
        }
    }
}
