package dev.strata.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.Device;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest {
    @TempDir Path folder;

    @Test
    void load_twice_unpacksOnce() throws IOException {
        try (OnnxRuntime first = OnnxRuntime.load(folder);
                OnnxRuntime second = OnnxRuntime.load(folder)) {
            assertEquals(first.providers(), second.providers());
            assertTrue(first.providers().contains("CPUExecutionProvider"));
        }
        try (var folders = Files.list(folder)) {
            assertEquals(1, folders.count());
        }
    }

    @Test
    void load_intoAFile_namesTheFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));

        var error = assertThrows(EngineException.class, () -> OnnxRuntime.load(file));

        assertEquals(EngineError.RUNTIME, error.code());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }

    @Test
    void open_ofWhatIsNoGraph_failsWithTheLibrarysReason() throws IOException {
        Path graph = Files.writeString(folder.resolve("model.onnx"), "no graph");
        try (OnnxRuntime runtime = OnnxRuntime.load(folder)) {
            var error =
                    assertThrows(
                            EngineException.class,
                            () -> Session.open(runtime, graph, SessionConfig.cpu(1)));

            assertEquals(EngineError.RUNTIME, error.code());
            assertTrue(error.getMessage().startsWith("ONNX Runtime failed: "), error.getMessage());
        }
    }

    @Test
    void shares_withAsManyThreadsAsTheFirst_only() {
        try (OnnxRuntime runtime = OnnxRuntime.load(folder)) {
            assertTrue(runtime.shares(2));
            assertFalse(runtime.shares(1));
            assertTrue(runtime.shares(2));
        }
    }

    @Test
    void open_onCudaWithoutIt_saysWhatToDo() {
        try (OnnxRuntime runtime = OnnxRuntime.load(folder)) {
            Assumptions.assumeFalse(runtime.providers().contains("CUDAExecutionProvider"));
            SessionConfig config = new SessionConfig(1, Device.CUDA, Optional.empty(), Map.of());

            var error =
                    assertThrows(
                            EngineException.class,
                            () -> Session.open(runtime, folder.resolve("model.onnx"), config));

            assertEquals(EngineError.UNSUPPORTED, error.code());
            assertTrue(error.getMessage().contains("onnxruntime_gpu"), error.getMessage());
        }
    }
}
