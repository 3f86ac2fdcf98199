package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Prefilled;
import dev.strata.engine.GenerationEvent.Usage;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beginnings that were computed before are not computed again, and change no answer. */
class PrefixReuseTest {
    private static final Stop NEVER = new Stop(List.of(), Set.of(), 0, true);
    private static final int TOKEN_BYTES = 2 * 2 * 2 * 16 * 4; // of the tiny model
    private static final int BLOCK_BYTES = 16 * TOKEN_BYTES;

    @TempDir static Path folder;
    private static Engine engine;
    private LanguageModel model;

    @BeforeAll
    static void start() {
        engine = Engine.start(EngineConfig.under(folder));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @BeforeEach
    void open() {
        model = open(64 << 20, new Reuse(-1, false));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void submit_ofARepeatedPrompt_takesItsBeginningFromTheCache() {
        Answer cold = Answer.of(model, request("a", prompt(200, 1)));
        assertEquals(new Prefilled(200, 0), cold.awaitEnd().events().get(1));

        Answer warm = Answer.of(model, request("a", prompt(200, 1)));

        assertEquals(cold.ids(), warm.ids());
        assertEquals(new Prefilled(200, 199), warm.events().get(1));
        assertEquals(new Usage(200, 199, 24), warm.finished().usage());
        EngineTotals totals = model.totals();
        assertEquals(new EngineTotals(398, 199, 0, 0, totals.computedNanos()), totals);
        assertTrue(totals.computedNanos() > 0, totals.toString());
    }

    @Test
    void submit_ofALongerConversation_takesPromptAndAnswer() {
        Answer first = Answer.of(model, request("a", prompt(100, 1)));
        TokenIds longer = prompt(100, 1).concat(first.ids()).concat(prompt(30, 2));

        Answer second = Answer.of(model, request("a", longer));

        // The last token of the answer was never computed; of the rest, whole blocks are kept.
        assertEquals(112, second.finished().usage().cachedTokens());
    }

    @Test
    void submit_byAnotherTenant_findsNothing() {
        Answer _ = Answer.of(model, request("a", prompt(200, 1))).awaitEnd();

        Answer other = Answer.of(model, request("b", prompt(200, 1)));

        assertEquals(0, other.finished().usage().cachedTokens());
    }

    @Test
    void submit_withNothingToReuse_computesAll() {
        try (LanguageModel plain = open(64 << 20, Reuse.NOTHING)) {
            Answer _ = Answer.of(plain, request("a", prompt(200, 1))).awaitEnd();
            Answer again = Answer.of(plain, request("a", prompt(200, 1)));

            assertEquals(0, again.finished().usage().cachedTokens());
            assertEquals(0, plain.load().prefixBytes());
            EngineTotals totals = plain.totals();
            assertEquals(new EngineTotals(0, 0, 0, 0, totals.computedNanos()), totals);
        }
    }

    @Test
    void submit_ofMorePromptsThanTheCacheHolds_staysWithinItsBudget() {
        try (LanguageModel small = open(64 << 20, new Reuse(8 * BLOCK_BYTES, false))) {
            for (int seed = 0; seed < 6; seed++) {
                Answer _ = Answer.of(small, request("a", prompt(100, seed))).awaitEnd();
                assertTrue(small.load().prefixBytes() <= 8 * BLOCK_BYTES, small.load().toString());
            }
            Answer last = Answer.of(small, request("a", prompt(100, 5)));
            assertTrue(last.finished().usage().cachedTokens() >= 96);
        }
    }

    @Test
    void submit_whereCachedPrefixesFillTheBudget_evictsThemAndAnswers() {
        long whole = 8L * 8 * 4096; // pages of a context of 512
        try (LanguageModel tight = open(whole, new Reuse(whole, false))) {
            TokenIds alone = Answer.of(tight, request("a", prompt(200, 1))).ids();
            long cached = tight.load().prefixBytes();
            assertTrue(cached >= 200 / 16 * BLOCK_BYTES, "cached " + cached);

            List<Answer> answers =
                    IntStream.range(0, 4)
                            .mapToObj(i -> Answer.of(tight, request("a", prompt(200, 1 + i))))
                            .toList();

            assertEquals(alone, answers.getFirst().ids());
            for (Answer answer : answers) {
                assertEquals(24, answer.tokens().size());
                assertTrue(tight.load().prefixBytes() + tight.load().kvBytes() <= whole);
            }
        }
    }

    private static LanguageModel open(long kvBudget, Reuse reuse) {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        return engine.open(
                new ModelConfig("tiny", gguf, folder, 1, 0, 8, 4, kvBudget, Device.CPU).with(reuse),
                _ -> {});
    }

    private static TokenIds prompt(int tokens, int seed) {
        return TokenIds.of(
                IntStream.range(0, tokens)
                        .map(i -> (i * 31 + seed * 17 + i * seed) % 250)
                        .toArray());
    }

    private static GenerationRequest request(String salt, TokenIds prompt) {
        return new GenerationRequest(
                prompt,
                TokenIds.empty(),
                24,
                Sampling.greedy(),
                NEVER,
                0,
                Optional.empty(),
                Optional.empty(),
                salt,
                0,
                Optional.empty());
    }
}
