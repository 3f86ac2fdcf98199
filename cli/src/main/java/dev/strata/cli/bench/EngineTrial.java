package dev.strata.cli.bench;

import static dev.strata.cli.bench.EngineCase.CONTEXT_BEFORE;
import static dev.strata.cli.bench.EngineCase.DECODE_TOKENS;
import static dev.strata.cli.bench.EngineCase.PREFILL_TOKENS;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.engine.GenerationRequest;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.Sampling;
import dev.strata.engine.Stop;
import dev.strata.engine.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Measures one loaded model with prompts of random tokens. */
final class EngineTrial {
    private static final Stop AT_LENGTH = new Stop(List.of(), Set.of(), 0, true);
    private static final int ORDINARY_IDS = 256; // below are control tokens and single bytes

    /** Answers at once start one after the other: this many tokens more, so that all overlap. */
    private static final int STAGGER_TOKENS = 16;

    /**
     * An answer that ended.
     *
     * @param end its last event
     * @param tokenNanos when each of its tokens came
     */
    private record Answer(Finished end, List<Long> tokenNanos) {}

    private final LanguageModel model;
    private final LongSupplier nanos;

    EngineTrial(LanguageModel model) {
        this(model, System::nanoTime);
    }

    EngineTrial(LanguageModel model, LongSupplier nanos) {
        this.model = model;
        this.nanos = nanos;
    }

    /** Runs for at least {@code most} nanoseconds: a fresh process' compiler needs some seconds. */
    void warmUp(EngineCase what, long most) {
        long start = System.nanoTime();
        do {
            double _ = run(what);
        } while (System.nanoTime() - start < most);
    }

    /** Measures once: tokens a second. */
    double run(EngineCase what) {
        return switch (what.answers()) {
            case 0 -> {
                Finished end = generate(PREFILL_TOKENS, 1, 1).join().end();
                yield perSecond(PREFILL_TOKENS, end.timings().prefillMillis());
            }
            case 1 -> {
                Finished end = generate(CONTEXT_BEFORE, DECODE_TOKENS + 1, 1).join().end();
                yield perSecond(DECODE_TOKENS, end.timings().decodeMillis());
            }
            default -> together(what.answers());
        };
    }

    /** All answers' tokens while every one of them was under way. */
    private double together(int answers) {
        List<CompletableFuture<Answer>> started = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            started.add(generate(CONTEXT_BEFORE, DECODE_TOKENS + STAGGER_TOKENS, 1 + i));
        }
        return overlapping(started.stream().map(answer -> answer.join().tokenNanos()).toList());
    }

    /**
     * Tokens a second between the last answer's first token and the first one's end.
     *
     * @throws IllegalStateException where there is no such time
     */
    static double overlapping(List<List<Long>> answers) {
        long start = answers.stream().mapToLong(List::getFirst).max().orElseThrow();
        long end = answers.stream().mapToLong(List::getLast).min().orElseThrow();
        if (end <= start) {
            throw new IllegalStateException(
                    "answers at once were none: expected %d that overlap, got the first one's end before the last one's start; measure on an idle machine"
                            .formatted(answers.size()));
        }
        long tokens =
                answers.stream()
                        .flatMap(List::stream)
                        .filter(at -> at > start && at <= end)
                        .count();
        return tokens * 1e9 / (end - start);
    }

    private CompletableFuture<Answer> generate(int promptTokens, int answerTokens, int seed) {
        CompletableFuture<Answer> finished = new CompletableFuture<>();
        List<Long> times = new ArrayList<>();
        var _ =
                model.submit(
                        GenerationRequest.of(
                                prompt(promptTokens, seed),
                                answerTokens,
                                Sampling.greedy(),
                                AT_LENGTH),
                        event -> {
                            switch (event) {
                                case GenerationEvent.Token _ -> times.add(nanos.getAsLong());
                                case Finished end -> finished.complete(new Answer(end, times));
                                case Failed failed ->
                                        finished.completeExceptionally(
                                                new IllegalStateException(failed.text()));
                                case GenerationEvent.Admitted _, GenerationEvent.Prefilled _ -> {}
                            }
                        });
        return finished;
    }

    private TokenIds prompt(int tokens, int seed) {
        int first = Math.min(ORDINARY_IDS, model.info().vocabularySize() / 2);
        int last = Math.max(first + 1, Math.min(30_000, model.info().vocabularySize()));
        return TokenIds.of(new SplittableRandom(seed).ints(tokens, first, last).toArray());
    }

    private static double perSecond(int tokens, double millis) {
        return tokens * 1_000 / millis;
    }
}
