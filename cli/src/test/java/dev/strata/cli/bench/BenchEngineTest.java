package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchEngineTest {
    @TempDir Path folder;

    @Test
    void run_ofATinyModel_measuresBoth() {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withContext(1024));
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel model =
                        engine.open(ModelConfig.of("tiny", gguf, folder, 1), _ -> {})) {
            EngineTrial trial = new EngineTrial(model);
            trial.warmUp(0);
            Speed speed = trial.run();

            assertTrue(speed.prefill() > 0 && Double.isFinite(speed.prefill()));
            assertTrue(speed.decode() > 0 && Double.isFinite(speed.decode()));
        }
    }

    @Test
    void run_ofLlamaBench_readsItsFigures() throws IOException {
        Path program = script("echo '[{\"avg_ts\": 12.5}]'");

        Speed speed = new LlamaBench(program).run(folder.resolve("v1.gguf"), 2);

        assertEquals(new Speed(12.5, 12.5), speed);
    }

    @Test
    void run_ofABrokenLlamaBench_saysWhatToDo() throws IOException {
        Path fails = script("exit 3");
        Path lies = script("echo no json");

        assertMessage(fails, "got 3");
        assertMessage(lies, "expected JSON with avg_ts");
        assertMessage(folder.resolve("absent"), "correct --llama-bench");
    }

    @Test
    void median_ofRounds_isTheMiddle() {
        assertEquals(
                new Speed(2, 20),
                Speed.median(List.of(new Speed(3, 10), new Speed(1, 20), new Speed(2, 30))));
        assertEquals(new Speed(1.5, 15), Speed.median(List.of(new Speed(1, 10), new Speed(2, 20))));
    }

    @Test
    void ofPairs_ofSevenPairs_tellsTheMiddleAndItsHalf() {
        double[] ours = {9, 1, 2, 3, 4, 5, 6};
        double[] theirs = {1, 1, 1, 1, 1, 1, 1};

        assertEquals(new Ratio(4, 2, 6), Ratio.ofPairs(ours, theirs));
    }

    @Test
    void json_withAndWithoutAPeer_holdsTheRatios() {
        List<Speed> own = List.of(new Speed(300, 30), new Speed(330, 30), new Speed(360, 30));
        List<Speed> others = List.of(new Speed(150, 60), new Speed(100, 60), new Speed(100, 60));
        var alone = new EngineFigures(1, 2 << 20, own, List.of());
        var beside = new EngineFigures(1, 2 << 20, own, others);

        assertFalse(alone.json().containsKey("decode_ratio"));
        assertEquals(.5, beside.json().get("decode_ratio"));
        assertEquals(3.3, (double) beside.json().get("prefill_ratio"), 1e-9);
        assertEquals(2.0, beside.json().get("prefill_ratio_low"));
        assertEquals("0.50 (0.50-0.50)", beside.cells("v1")[8]);
    }

    private void assertMessage(Path program, String part) {
        var error =
                assertThrows(
                        IllegalStateException.class,
                        () -> new LlamaBench(program).run(folder.resolve("v1.gguf"), 2));
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    private Path script(String body) throws IOException {
        Path file = Files.createTempFile(folder, "llama", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
