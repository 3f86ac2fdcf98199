package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mixture of experts is served like any model: together, again, with guesses and adapters. */
class ServedExpertsTest {
    private static final TinySpec SPEC =
            TinySpec.standard().withExperts(8, 2).withArchitecture("qwen2moe");
    private static final Stop NEVER = new Stop(List.of(), Set.of(), 0, true);

    @TempDir static Path folder;
    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void start() {
        Path gguf = folder.resolve("experts.gguf");
        TinyModel.write(gguf, SPEC);
        engine = Engine.start(EngineConfig.under(folder));
        ModelConfig config = ModelConfig.of("experts", gguf, folder, 1);
        model =
                engine.open(
                        config.with(Reuse.EVERYTHING)
                                .with(new Adapting(1 << 20, List.of()))
                                .withRunning(4),
                        _ -> {});
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void submit_together_answersAsAloneAndFromTheCache() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(request(60 + 40 * i, i, Optional.empty()));
        }
        List<Answer> alone =
                requests.stream().map(each -> Answer.of(model, each).awaitEnd()).toList();

        List<Answer> together = requests.stream().map(each -> Answer.of(model, each)).toList();

        for (int i = 0; i < alone.size(); i++) {
            assertSame(alone.get(i), together.get(i));
        }
        assertNotEquals(alone.get(0).ids(), alone.get(1).ids());
        Answer _ = Answer.of(model, requests.getFirst()).awaitEnd();
        Answer again = Answer.of(model, requests.getFirst());
        assertTrue(again.finished().usage().cachedTokens() > 40);
        assertSame(alone.getFirst(), again);
    }

    @Test
    void load_ofAnAdapterOfAttention_changesAnswersAndThoseOfExpertsAreRefused() {
        Path attention = folder.resolve("attention");
        TinyAdapter.write(attention, SPEC, 3, 5);
        Path dense = folder.resolve("dense");
        TinyAdapter.write(dense, SPEC.withArchitecture("qwen2").withExperts(0, 0), 3, 5);

        assertEquals(3, model.adapters().load("attention", attention).rank());
        EngineException e =
                assertThrows(EngineException.class, () -> model.adapters().load("dense", dense));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains(".mlp."), e.getMessage());
        assertTrue(
                e.getMessage().contains("attention's projections, since experts take none"),
                e.getMessage());
        assertNotEquals(
                Answer.of(model, request(40, 9, Optional.empty())).ids(),
                Answer.of(model, request(40, 9, Optional.of("attention"))).ids());
    }

    /** Equal, or first different where the two were all but equally likely. */
    private static void assertSame(Answer expected, Answer got) {
        for (int i = 0; i < expected.tokens().size(); i++) {
            Token a = expected.tokens().get(i);
            Token b = got.tokens().get(i);
            assertEquals(a.logprob(), b.logprob(), .02, "token " + i);
            if (a.id() != b.id()) {
                return;
            }
        }
    }

    private static GenerationRequest request(int length, int seed, Optional<String> adapter) {
        int[] prompt = new java.util.SplittableRandom(seed).ints(length, 30, 120).toArray();
        return new GenerationRequest(
                TokenIds.of(prompt),
                TokenIds.empty(),
                16,
                Sampling.greedy(),
                NEVER,
                0,
                Optional.empty(),
                adapter,
                "",
                0,
                Optional.empty());
    }
}
