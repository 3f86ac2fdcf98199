package dev.strata.cli.bench;

import dev.strata.engine.TokenIds;
import dev.strata.engine.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests with prompts of 128 to 384 tokens and answers of 96, at a server's own most or at random
 * times of a fixed mean rate. One thread at a time.
 */
final class PoissonLoad {
    static final int SHORTEST_PROMPT = 128;
    static final int LONGEST_PROMPT = 384;
    static final int ANSWER_TOKENS = 96;

    /** Of answers at once, so that the last one begins long before the first one ends. */
    private static final int BRIEF_PROMPT = 32;

    private static final int LONG_TEXT = 2 * LONGEST_PROMPT;
    private static final List<String> WORDS =
            List.of(
                    " the", " river", " model", " cloud", " asks", " seven", " old", " green",
                    " stone", " walks", " under", " light", " token", " slowly", " of", " and",
                    " house", " winter", " answer", " over", " small", " bridge", " writes", " a");

    /** Asks for an answer; completes when it has ended. */
    interface Asker {
        CompletableFuture<Heard> ask(String prompt, int tokens);
    }

    private final Asker asker;
    private final Tokenizer tokenizer;
    private final SplittableRandom random;

    PoissonLoad(Asker asker, Tokenizer tokenizer, long seed) {
        this.asker = asker;
        this.tokenizer = tokenizer;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Answers a second where {@code atOnce} requests are always under way.
     *
     * @param count answers, after as many as are under way at first
     * @throws IllegalStateException where more requests fail than that
     */
    double capacity(int atOnce, int count) {
        List<CompletableFuture<Heard>> open = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            open.add(ask());
        }
        int done = 0;
        int failed = 0;
        long start = 0;
        while (done < atOnce + count) {
            awaitAny(open);
            for (int i = 0; i < open.size(); i++) {
                CompletableFuture<Heard> one = open.get(i);
                if (one.isCompletedExceptionally()) {
                    failed++;
                    open.set(i, ask());
                } else if (one.isDone()) {
                    open.set(i, ask());
                    done++;
                    start = done <= atOnce ? System.nanoTime() : start;
                }
            }
            if (failed > atOnce + count) {
                throw new IllegalStateException(
                        "server fails: expected %d answers, got %d and %d failures; see its log"
                                .formatted(atOnce + count, done, failed));
            }
        }
        double perSecond = (done - atOnce) * 1e9 / (System.nanoTime() - start);
        open.forEach(each -> each.handle((_, _) -> true).join());
        return perSecond;
    }

    private static void awaitAny(List<CompletableFuture<Heard>> open) {
        var _ =
                CompletableFuture.anyOf(open.toArray(CompletableFuture[]::new))
                        .handle((_, _) -> true)
                        .join();
    }

    /**
     * Asks {@code count} times, {@code perSecond} times a second on average, whether or not earlier
     * requests were answered.
     *
     * @return the answers; fewer where some failed
     */
    List<Heard> poisson(double perSecond, int count) {
        List<CompletableFuture<Heard>> open = new ArrayList<>();
        long at = System.nanoTime();
        for (int i = 0; i < count; i++) {
            at += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
            String prompt = prompt();
            for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            open.add(asker.ask(prompt, ANSWER_TOKENS));
        }
        List<Heard> heard = new ArrayList<>();
        for (CompletableFuture<Heard> each : open) {
            try {
                heard.add(each.join());
            } catch (CompletionException _) {
                // Counted by its absence.
            }
        }
        return heard;
    }

    /** Has {@code atOnce} requests answered together, whatever that takes. */
    void warmUp(int atOnce) {
        List<CompletableFuture<Heard>> open = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            open.add(ask());
        }
        open.forEach(CompletableFuture::join);
    }

    /**
     * Tokens a second of {@code atOnce} answers while all of them are under way.
     *
     * @throws IllegalStateException where the first one ended before the last one began
     */
    double together(int atOnce, int tokens) {
        List<CompletableFuture<Heard>> open = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            open.add(asker.ask(text(BRIEF_PROMPT), tokens));
        }
        return EngineTrial.overlapping(
                open.stream().map(each -> each.join().tokenNanos()).toList());
    }

    private CompletableFuture<Heard> ask() {
        return asker.ask(prompt(), ANSWER_TOKENS);
    }

    private String prompt() {
        return text(random.nextInt(SHORTEST_PROMPT, LONGEST_PROMPT + 1));
    }

    /** Random words that the model reads as about so many tokens. */
    String text(int tokens) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < LONG_TEXT; i++) {
            words.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        TokenIds ids = tokenizer.encode(words.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < Math.min(tokens, ids.size()); i++) {
            bytes.writeBytes(tokenizer.bytes(ids.at(i)).toArray());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
