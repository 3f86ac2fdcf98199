package dev.strata.engine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.importer.ImportedModel;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.onnx.OnnxRuntime;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
    @TempDir Path folder;

    @Test
    void load_closedLoop_isRefusedAndKeepsNothingMapped() throws IOException {
        Path gguf = folder.resolve("refused.gguf");
        TinyModel.write(gguf, TinySpec.standard());
        ImportedModel model = ModelImporter.importModel(gguf, folder, _ -> {});
        ModelConfig config = ModelConfig.of("refused", gguf, folder, 1);
        EngineLoop loop = EngineLoop.start(InstantSource.system(), Duration.ofMinutes(2));
        try (OnnxRuntime runtime = OnnxRuntime.load(folder)) {
            GraphRunner runner = GraphRunner.open(runtime, config, model, 64);
            assertTrue(isMapped(gguf));
            runner.close();
            loop.close();

            var error =
                    assertThrows(
                            EngineException.class,
                            () -> ModelLoader.load(runtime, loop, config, model));

            assertEquals(EngineError.CLOSED, error.code());
            assertFalse(isMapped(gguf));
        }
    }

    private static boolean isMapped(Path file) throws IOException {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.endsWith(file.toString()));
        }
    }
}
