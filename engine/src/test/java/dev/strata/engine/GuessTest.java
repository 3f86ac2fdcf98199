package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guessing at an answer changes how it is computed, and nothing else. */
class GuessTest {
    private static final Stop NEVER = new Stop(List.of(), Set.of(), 0, true);
    private static final float NEAR_TIE_NATS = .02f;

    @TempDir static Path folder;
    private static Engine engine;
    private static LanguageModel plain;
    private static LanguageModel guessing;

    @BeforeAll
    static void start() {
        engine = Engine.start(EngineConfig.under(folder));
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        ModelConfig config = ModelConfig.of("tiny", gguf, folder, 1);
        plain = engine.open(config, _ -> {});
        guessing = engine.open(config.with(new Reuse(0, true)), _ -> {});
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void submit_ofAPromptThatHoldsAnAnswer_answersTheSame() {
        Answer alone = Answer.of(plain, request(prompt(1), TokenIds.empty()));
        TokenIds told = prompt(1).concat(alone.ids()).concat(prompt(1));

        Answer expected = Answer.of(plain, request(told, TokenIds.empty()));
        Answer guessed = Answer.of(guessing, request(told, TokenIds.empty()));

        assertSame(expected, guessed);
        assertTrue(guessing.totals().guessedTokens() >= guessing.totals().rightTokens());
    }

    @Test
    void submit_ofAnswersThatFallIntoLoops_guessesThemRightly() {
        int right = 0;
        for (int seed = 0; seed < 12; seed++) {
            GenerationRequest request = request(prompt(seed), TokenIds.empty());

            Answer expected = Answer.of(plain, request);
            Answer guessed = Answer.of(guessing, request);

            assertSame(expected, guessed);
            assertEquals(Drafts.NONE, expected.finished().drafts());
            right += guessed.finished().drafts().right();
        }
        assertTrue(right > 0, "nothing was guessed rightly");
    }

    @Test
    void submit_withADraftThatGoesWrongInTheMiddle_joinsItAgain() {
        int rejoined = 0;
        for (int seed = 0; seed < 8; seed++) {
            GenerationRequest request = request(prompt(seed), TokenIds.empty());
            Answer expected = Answer.of(plain, request);
            int[] draft = expected.ids().toArray();
            draft[10] = (draft[10] + 1) % 250;

            Answer guessed = Answer.of(guessing, request(prompt(seed), TokenIds.of(draft)));

            assertSame(expected, guessed);
            assertTrue(guessed.finished().drafts().accepted() <= 10);
            rejoined += guessed.finished().drafts().rejoined();
        }
        assertTrue(rejoined > 8, "rejoined " + rejoined);
    }

    @Test
    void submit_ofSeveralAtOnce_answersAsWithoutGuesses() {
        List<Answer> expected = new ArrayList<>();
        List<Answer> guessed = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            GenerationRequest request = request(prompt(seed), TokenIds.empty());
            expected.add(Answer.of(plain, request).awaitEnd());
        }
        for (int seed = 0; seed < 6; seed++) {
            guessed.add(Answer.of(guessing, request(prompt(seed), TokenIds.empty())));
        }
        for (int seed = 0; seed < 6; seed++) {
            assertSame(expected.get(seed), guessed.get(seed));
        }
    }

    /** Equal ids; or, where they first differ, two tokens that were all but equally likely. */
    private static void assertSame(Answer expected, Answer got) {
        TokenIds ids = expected.ids();
        assertEquals(ids.size(), got.ids().size());
        for (int i = 0; i < ids.size(); i++) {
            if (ids.at(i) != got.ids().at(i)) {
                float one = expected.tokens().get(i).logprob();
                float other = got.tokens().get(i).logprob();
                assertTrue(
                        Math.abs(one - other) < NEAR_TIE_NATS,
                        "differs at %d: %f, %f".formatted(i, one, other));
                return;
            }
        }
    }

    private static TokenIds prompt(int seed) {
        return TokenIds.of(
                IntStream.range(0, 40).map(i -> (i * 31 + seed * 17 + i * seed) % 250).toArray());
    }

    private static GenerationRequest request(TokenIds prompt, TokenIds draft) {
        return new GenerationRequest(
                prompt,
                draft,
                120,
                Sampling.greedy(),
                NEVER,
                2,
                Optional.empty(),
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }
}
