package dev.strata.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.importer.ImportProgress;
import dev.strata.engine.importer.ModelImporter;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder is opened as a model file is, and says what the same model says. */
class FolderModelTest {
    @TempDir Path work;

    @Test
    void open_ofAFolder_answersAsItsModelFile() throws IOException {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F16);
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);

        try (Engine engine = Engine.start(EngineConfig.under(work));
                LanguageModel ofFile = open(engine, TinyFolder.gguf(folder));
                LanguageModel ofFolder = open(engine, folder)) {
            assertEquals(Answer.of(ofFile, request()).ids(), Answer.of(ofFolder, request()).ids());
            assertEquals("Tiny-1", ofFolder.info().name());
            assertEquals(ofFile.info().tokenizerSha256(), ofFolder.info().tokenizerSha256());
        }
    }

    @Test
    void file_ofAFolder_isMadeOnceAndAgainWhenTheFolderChanges() throws IOException {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F16);
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        Path cache = work.resolve("cache");
        List<ImportProgress> progress = new ArrayList<>();

        Path first = ModelImporter.file(folder, cache, progress::add);
        assertTrue(progress.stream().anyMatch(FolderModelTest::converts));
        progress.clear();
        assertEquals(first, ModelImporter.file(folder, cache, progress::add));
        assertTrue(progress.stream().noneMatch(FolderModelTest::converts));

        Path config = folder.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"rope_theta\":1", "\"rope_theta\":2"));
        assertNotEquals(first, ModelImporter.file(folder, cache, progress::add));
        assertEquals(
                TinyFolder.gguf(folder),
                ModelImporter.file(TinyFolder.gguf(folder), cache, _ -> {}));
    }

    private static boolean converts(ImportProgress progress) {
        return progress.phase() == ImportProgress.Phase.CONVERTING;
    }

    private LanguageModel open(Engine engine, Path model) {
        return engine.open(ModelConfig.of("tiny", model, work.resolve("cache"), 1), _ -> {});
    }

    private static GenerationRequest request() {
        return new GenerationRequest(
                TokenIds.of(72, 101, 300, 5),
                TokenIds.empty(),
                24,
                Sampling.greedy(),
                new Stop(List.of(), Set.of(), 0, true),
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }
}
