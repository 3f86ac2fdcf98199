package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.cli.engine.AnswersTrial;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.Precision;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEngineTest {
    @TempDir Path folder;

    @Test
    void run_ofATinyModel_measuresEveryCase() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withContext(1024));
        ModelConfig config =
                ModelConfig.of("tiny", gguf, folder, 1).withRunning(EngineCase.MOST_ANSWERS);
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel model = engine.open(config, _ -> {})) {
            EngineTrial trial = new EngineTrial(model);
            for (EngineCase what : EngineCase.values()) {
                double speed = run(trial, what);

                assertTrue(speed > 0 && Double.isFinite(speed), what + ": " + speed);
            }
        }
    }

    /** A tiny model's answers are over before their consumers' threads have all begun. */
    private static double run(EngineTrial trial, EngineCase what) {
        try {
            trial.warmUp(what, 0);
            return trial.run(what);
        } catch (IllegalStateException e) {
            assertTrue(what.answers() > 1, e.getMessage());
            assertTrue(e.getMessage().contains(what.answers() + " that overlap"), e.getMessage());
            return 1;
        }
    }

    @Test
    void overlapping_ofTwoAnswers_countsWhileBothRun() {
        List<Long> first = List.of(0L, 1_000_000_000L, 2_000_000_000L, 3_000_000_000L);
        List<Long> second = List.of(1_000_000_000L, 2_000_000_000L, 3_000_000_000L, 9_000_000_000L);

        assertEquals(2, EngineTrial.overlapping(List.of(first, second)));
        var error =
                assertThrows(
                        IllegalStateException.class,
                        () -> EngineTrial.overlapping(List.of(List.of(0L, 1L), List.of(1L, 2L))));
        assertTrue(error.getMessage().contains("expected 2 that overlap"), error.getMessage());
    }

    @Test
    void run_ofLlamaBench_readsItsFigures() throws IOException {
        Path alone = script("llama-bench", "echo '[{\"avg_ts\": 12.5}]'");
        Path together = script("llama-batched-bench", "echo '{\"speed_tg\": 80}'; echo $* >&2");
        Path gguf = folder.resolve("v1.gguf");

        assertTrue(Files.exists(together));
        assertEquals(12.5, new LlamaBench(alone).run(EngineCase.PREFILL_FAST, gguf, 2));
        assertEquals(12.5, new LlamaBench(alone).run(EngineCase.DECODE1_EXACT, gguf, 2));
        assertEquals(80, new LlamaBench(alone).run(EngineCase.DECODE8_BALANCED, gguf, 2));
    }

    @Test
    void run_ofABrokenLlamaBench_saysWhatToDo() throws IOException {
        assertMessage(script("llama-bench", "exit 3"), "got 3");
        assertMessage(script("llama-bench", "echo no json"), "expected JSON with /0/avg_ts");
        assertMessage(folder.resolve("absent"), "correct --llama-bench");
    }

    @Test
    void build_besideItsFolder_tellsTheInstructions() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("build/bin"));
        LlamaBench peer = new LlamaBench(bin.resolve("llama-bench"));
        assertTrue(peer.build().contains("does not tell"), peer.build());

        Path cache = folder.resolve("build/CMakeCache.txt");
        Files.writeString(cache, "GGML_AVX2:BOOL=ON\nGGML_AVX512:BOOL=OFF\nGGML_CUDA_FA:BOOL=ON\n");
        assertEquals("built with AVX2, no AMX", peer.build());

        Files.writeString(cache, "GGML_AVX2:BOOL=ON\nGGML_AMX_INT8:BOOL=ON\n");
        assertEquals("built with AVX2, AMX_INT8", peer.build());
    }

    @Test
    void of_aFigure_isKnownByItsName() {
        assertEquals(EngineCase.DECODE16_FAST, EngineCase.of("decode16_fast"));
        assertEquals(2.1, EngineCase.DECODE16_FAST.wanted("v2").orElseThrow());
        assertTrue(EngineCase.DECODE16_FAST.wanted("mine").isEmpty());
        var error = assertThrows(IllegalArgumentException.class, () -> EngineCase.of("decode"));
        assertTrue(error.getMessage().contains("got 'decode'"), error.getMessage());
    }

    @Test
    void ofPairs_ofSevenPairs_tellsTheMiddleAndItsHalf() {
        double[] ours = {9, 1, 2, 3, 4, 5, 6};
        double[] theirs = {1, 1, 1, 1, 1, 1, 1};

        assertEquals(new Ratio(4, 2, 6), Ratio.ofPairs(ours, theirs));
        assertEquals(1.5, Ratio.median(new double[] {2, 1}));
    }

    @Test
    void json_besideAPeer_holdsTheFigures() {
        var rounds = new EngineFigures.Rounds(List.of(30., 33., 36.), List.of(15., 10., 10.));
        var figures =
                new EngineFigures(
                        1,
                        2 << 20,
                        Map.of(
                                EngineCase.PREFILL_FAST,
                                rounds,
                                EngineCase.DECODE1_EXACT,
                                new EngineFigures.Rounds(List.of(7.), List.of(7.))),
                        Map.of(
                                Precision.FAST,
                                new EngineFigures.Loss(
                                        "fast", .02, .9, new AnswersTrial.Nearness(512, .03, .8))));

        assertEquals(3.3, (double) figures.json().get("prefill_fast"), 1e-9);
        assertEquals(2.0, figures.json().get("prefill_fast_low"));
        assertEquals(.02, figures.json().get("kl_fast"));
        assertEquals(33., figures.json().get("prefill_fast_tokens_per_second"));
        assertFalse(figures.json().containsKey("decode8_balanced"));
        assertEquals("1.10 (missed)", figures.rows("v1").getFirst()[6]);
        assertEquals("3.50 (missed)", figures.rows("v3").getLast()[6]);
        assertEquals("0.0200", figures.rows("v3").getLast()[7]);
        assertEquals("0.7 s (missed)", figures.loading("v1")[2]);
        assertEquals("-", figures.loading("mine")[2]);
    }

    @Test
    void json_withoutAPeer_hasNoRatio() {
        var rounds = new EngineFigures.Rounds(List.of(30.), List.of());
        var figures = new EngineFigures(.5, 1, Map.of(EngineCase.DECODE1_EXACT, rounds), Map.of());

        assertFalse(figures.json().containsKey("decode1_exact"));
        assertEquals(30., figures.json().get("decode1_exact_tokens_per_second"));
        assertEquals("1.10", figures.rows("v1").getFirst()[6]);
        assertEquals("0.7 s", figures.loading("v1")[2]);
        assertEquals(Map.of("decode1_exact", 2.), figures.joules(60));
    }

    private void assertMessage(Path program, String part) {
        var error =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                new LlamaBench(program)
                                        .run(
                                                EngineCase.PREFILL_EXACT,
                                                folder.resolve("v1.gguf"),
                                                2));
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    private Path script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
