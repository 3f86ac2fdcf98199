package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderImportTest {
    /** Of files that are new nothing is remembered: another write could fall into the same tick. */
    private static final InstantSource LATER =
            InstantSource.fixed(Instant.now().plusSeconds(3_600));

    @TempDir Path work;
    private Path folder;
    private Path cache;

    @BeforeEach
    void write() throws IOException {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F16);
        folder = TinyFolder.safetensors(work.resolve("model"), spec);
        cache = work.resolve("cache");
    }

    @Test
    void isImported_ofAFolder_isSoOnceItWas() throws IOException {
        assertFalse(ModelImporter.isImported(folder, cache));
        new FolderImport(folder, cache, LATER).file(_ -> {});
        assertFalse(ModelImporter.isImported(folder, cache));
        ModelImporter.importModel(folder, cache, _ -> {});

        assertTrue(ModelImporter.isImported(folder, cache));
        assertFalse(ModelImporter.isImported(folder, work.resolve("other")));
        assertFalse(ModelImporter.isImported(work.resolve("none"), cache));
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config) + " ");
        assertFalse(ModelImporter.isImported(folder, cache));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "generation_config.json"})
    void file_ofAFolderThatChangesMeanwhile_isRefusedByName(String changed) throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        Consumer<ImportProgress> writer =
                progress -> {
                    if (progress.phase() == ImportProgress.Phase.CONVERTING
                            && done.compareAndSet(false, true)) {
                        change(folder.resolve(changed));
                    }
                };

        EngineException e =
                assertThrows(
                        EngineException.class, () -> ModelImporter.file(folder, cache, writer));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains("changed while it was imported"), e.getMessage());
        assertTrue(e.getMessage().contains("got another " + changed), e.getMessage());
        try (Stream<Path> made = Files.list(cache)) {
            assertTrue(made.noneMatch(each -> Files.exists(each.resolve("model.gguf"))));
        }
        assertTrue(Files.isRegularFile(ModelImporter.file(folder, cache, _ -> {})));
    }

    private static void change(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, "{\"eos_token_id\": 1}");
            } else if (file.toString().endsWith(".json")) {
                Files.writeString(file, Files.readString(file) + " ");
            } else {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length - 2] ^= 1;
                Files.write(file, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
