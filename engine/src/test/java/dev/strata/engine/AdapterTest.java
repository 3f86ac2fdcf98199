package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.GenerationEvent.Token;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.importer.ReferenceModel;
import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterTest {
    private static final TinySpec SPEC = TinySpec.standard();
    private static final AdapterBase BASE = new AdapterBase(List.of("Tiny-1"), 2, 64, 64, 32, 128);
    private static final TokenIds PROMPT = prompt(40, 3);
    private static final Stop NEVER = new Stop(List.of(), Set.of(), 0, true);
    private static final int BUDGET_RANKS = 24;

    @TempDir static Path folder;
    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void start() {
        engine = Engine.start(EngineConfig.under(folder));
        model = open("tiny", SPEC, BUDGET_RANKS * BASE.bytesPerRank());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @AfterEach
    void unloadAll() {
        model.adapters().list().forEach(each -> assertTrue(model.adapters().unload(each.name())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2"})
    void submit_withAnAdapter_saysWhatTheMergedModelSays(String architecture) {
        TinySpec spec = SPEC.withArchitecture(architecture);
        Path adapter = adapter(architecture, spec, 3, 11);
        try (LanguageModel own = open(architecture, spec, 1 << 20)) {
            AdapterInfo info = own.adapters().load("eleven", adapter);
            Answer answer = Answer.of(own, request(PROMPT, Optional.of("eleven")));

            assertEquals(3, info.rank());
            assertTrue(gap(architecture, Optional.of(adapter), answer) < .1);
            assertTrue(gap(architecture, Optional.empty(), answer) > .5);
        }
    }

    @Test
    void submit_ofSeveralAdaptersAtOnce_answersEachAsAlone() {
        model.adapters().load("one", adapter("one", SPEC, 1, 21));
        model.adapters().load("four", adapter("four", SPEC, 4, 22));
        model.adapters().load("nine", adapter("nine", SPEC, 9, 23));
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Optional<String> name =
                    List.of(
                                    Optional.<String>empty(),
                                    Optional.of("one"),
                                    Optional.of("four"),
                                    Optional.of("nine"))
                            .get(i % 4);
            requests.add(request(prompt(20 + 30 * i, i / 4), name));
        }
        List<Answer> alone =
                requests.stream().map(each -> Answer.of(model, each).awaitEnd()).toList();

        List<Answer> together = requests.stream().map(each -> Answer.of(model, each)).toList();

        for (int i = 0; i < alone.size(); i++) {
            assertSame(alone.get(i), together.get(i), "request " + i);
        }
        assertNotEquals(
                Answer.of(model, request(PROMPT, Optional.of("one"))).ids(),
                Answer.of(model, request(PROMPT, Optional.empty())).ids());
    }

    @Test
    void submit_withTheSamePromptAndAnotherAdapter_findsNothingCached() {
        model.adapters().load("a", adapter("a", SPEC, 2, 31));
        model.adapters().load("b", adapter("b", SPEC, 2, 32));
        TokenIds prompt = prompt(100, 9);

        for (Optional<String> name :
                List.of(Optional.<String>empty(), Optional.of("a"), Optional.of("b"))) {
            assertEquals(0, cached(request(prompt, name)), "first of " + name);
            assertTrue(cached(request(prompt, name)) > 90, "second of " + name);
        }
        model.adapters().load("b", adapter("b again", SPEC, 2, 33));
        assertEquals(0, cached(request(prompt, Optional.of("b"))), "other numbers of one name");
    }

    @Test
    void unload_ofAnAdapterInUse_letsTheRequestEndAndThenFreesItsMemory() {
        model.adapters().load("used", adapter("used", SPEC, 20, 41));
        TokenIds expected = Answer.of(model, request(PROMPT, Optional.of("used"), 300)).ids();
        Answer running = Answer.of(model, request(PROMPT, Optional.of("used"), 300));
        running.awaitFirstToken();

        assertTrue(model.adapters().unload("used"));
        assertFalse(model.adapters().unload("used"));

        EngineException unknown =
                assertThrows(
                        EngineException.class,
                        () -> model.submit(request(PROMPT, Optional.of("used")), _ -> {}));
        assertEquals(EngineError.UNKNOWN_ADAPTER, unknown.code());
        assertEquals(
                "adapter 'used' is not loaded on model 'tiny': expected none, got 'used'; correct the name or load it",
                unknown.getMessage());
        assertEquals(expected, running.ids());
        assertEquals(20, model.adapters().load("next", adapter("next", SPEC, 20, 42)).rank());
        assertNotEquals(
                expected, Answer.of(model, request(PROMPT, Optional.of("next"), 300)).ids());
    }

    @Test
    void load_ofMoreRanksThanTheBudgetHolds_isRefusedByNameAndKeepsTheOthers() {
        model.adapters().load("small", adapter("small", SPEC, 5, 51));

        EngineException e = refused("large", adapter("large", SPEC, 20, 52));

        assertEquals(EngineError.UNSUPPORTED, e.code());
        assertTrue(
                e.getMessage()
                        .startsWith(
                                "adapter 'large' does not fit model 'tiny': expected rank 19 at most"),
                e.getMessage());
        assertEquals(
                List.of("small"), model.adapters().list().stream().map(AdapterInfo::name).toList());
    }

    @Test
    void load_onAModelThatIsClosed_isRefused() {
        LanguageModel closed = open("closed", SPEC, BUDGET_RANKS * BASE.bytesPerRank());
        closed.adapters().load("first", adapter("first", SPEC, 4, 53));
        closed.close();

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> closed.adapters().load("late", adapter("late", SPEC, 4, 54)));

        assertEquals(EngineError.CLOSED, e.code());
    }

    @Test
    void load_ofNumbersThatAreNone_isRefusedAndLeavesNothingBehind() throws Exception {
        Path broken = adapter("broken", SPEC, 20, 61);
        Path weights = broken.resolve(LoraAdapter.WEIGHTS);
        byte[] bytes = Files.readAllBytes(weights);
        java.util.Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff);
        Files.write(weights, bytes);

        EngineException e = refused("broken", broken);

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains("down_proj.lora_B.weight' is corrupt"), e.getMessage());
        model.adapters().load("whole", adapter("whole", SPEC, 20, 62));
    }

    @Test
    void load_ofAnotherBaseOrShape_isRefusedByName() {
        EngineException base = refused("base", adapter("base", SPEC.withSeed(2), 2, 71));
        assertEquals(EngineError.BAD_MODEL, base.code());
        assertTrue(
                base.getMessage()
                        .contains(
                                "was made for another base: expected one of [Tiny-1], got 'tiny/Tiny-2'"),
                base.getMessage());

        TinySpec wide =
                new TinySpec(
                        "llama",
                        SPEC.weights(),
                        2,
                        128,
                        4,
                        2,
                        128,
                        TinySpec.Experts.NONE,
                        512,
                        true,
                        SPEC.seed());
        EngineException shape = refused("shape", adapter("shape", wide, 2, 72));
        assertEquals(EngineError.BAD_MODEL, shape.code());
        assertTrue(
                shape.getMessage()
                        .contains(
                                "q_proj.lora_A.weight' has a wrong shape: expected [rank, 64], got [2, 128]"),
                shape.getMessage());
        assertEquals(EngineError.INVALID_REQUEST, refused("../up", folder).code());
    }

    private static EngineException refused(String name, Path adapter) {
        return assertThrows(
                EngineException.class, () -> model.adapters().load(name, adapter), name);
    }

    /** Mean difference of the answer's log-probabilities from those of a plain reference. */
    private static double gap(String gguf, Optional<Path> adapter, Answer answer) {
        TokenIds ids = PROMPT.concat(answer.ids());
        float[][] logits;
        Path file = folder.resolve(gguf + ".gguf");
        if (adapter.isPresent()) {
            try (LoraAdapter open = LoraAdapter.open(adapter.get(), BASE)) {
                logits = ReferenceModel.logits(file, open, ids.toArray());
            }
        } else {
            logits = ReferenceModel.logits(file, ids.toArray());
        }
        double sum = 0;
        for (int i = 0; i < answer.tokens().size(); i++) {
            Token token = answer.tokens().get(i);
            float[] row = logits[PROMPT.size() + i - 1];
            double total = 0;
            for (float logit : row) {
                total += Math.exp(logit);
            }
            sum += Math.abs(row[token.id()] - Math.log(total) - token.logprob());
        }
        return sum / answer.tokens().size();
    }

    /** Equal, or first different where the two were all but equally likely. */
    private static void assertSame(Answer expected, Answer got, String which) {
        for (int i = 0; i < expected.tokens().size(); i++) {
            Token a = expected.tokens().get(i);
            Token b = got.tokens().get(i);
            assertEquals(a.logprob(), b.logprob(), .02, which + " token " + i);
            if (a.id() != b.id()) {
                return;
            }
        }
        assertEquals(expected.tokens().size(), got.tokens().size(), which);
    }

    private static int cached(GenerationRequest request) {
        return Answer.of(model, request).finished().usage().cachedTokens();
    }

    private static GenerationRequest request(TokenIds prompt, Optional<String> adapter) {
        return request(prompt, adapter, 24);
    }

    private static GenerationRequest request(TokenIds prompt, Optional<String> adapter, int most) {
        return new GenerationRequest(
                prompt,
                TokenIds.empty(),
                most,
                Sampling.greedy(),
                NEVER,
                0,
                Optional.empty(),
                adapter,
                "",
                0,
                Optional.empty());
    }

    private static TokenIds prompt(int length, int seed) {
        return TokenIds.of(new java.util.SplittableRandom(seed).ints(length, 30, 120).toArray());
    }

    private static Path adapter(String name, TinySpec spec, int rank, long seed) {
        Path at = folder.resolve("adapter-" + name);
        TinyAdapter.write(at, spec, rank, seed);
        return at;
    }

    private static LanguageModel open(String name, TinySpec spec, long adapterBytes) {
        Path gguf = folder.resolve(name + ".gguf");
        TinyModel.write(gguf, spec);
        return engine.open(
                new ModelConfig(name, gguf, folder, 1, 0, 32, 8, 0, Device.CPU)
                        .with(new Reuse(-1, false))
                        .with(new Adapting(adapterBytes, List.of())),
                _ -> {});
    }
}
