package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufRewrite;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelImporterTest {
    private static final int[] IDS = {72, 101, 300, 5, 72, 101, 301, 250, 44};
    private static final ImportPolicy OFFSETS_APART = new ImportPolicy(0, 0);
    private static final ImportPolicy OFFSETS_IN_COLUMNS = new ImportPolicy(0, Long.MAX_VALUE);

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void importModel_everyFormat_computesWhatTheFileSays(TensorType type) throws Exception {
        Path gguf = tiny(TinySpec.standard().withWeights(type));
        assertClose(gguf, ModelImporter.importModel(gguf, cache(), _ -> {}));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_1", "Q4_K"})
    void convert_withOffsets_computesWhatTheFileSays(TensorType type) throws Exception {
        Path gguf = tiny(TinySpec.standard().withWeights(type));
        assertClose(gguf, importer(OFFSETS_APART).convert(gguf, cache(), _ -> {}));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_1", "Q4_K"})
    void convert_withOffsetsInColumns_computesWhatTheFileSays(TensorType type) throws Exception {
        Path gguf = tiny(TinySpec.standard().withWeights(type));
        assertClose(gguf, importer(OFFSETS_IN_COLUMNS).convert(gguf, cache(), _ -> {}));
    }

    @Test
    void importModel_qwen2WithBiasesAndOwnHead_computesWhatTheFileSays() throws Exception {
        TinySpec spec = TinySpec.standard().withArchitecture("qwen2").withTiedHead(false);
        Path gguf = tiny(spec);
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});
        assertClose(gguf, model);
        assertEquals("qwen2", model.shape().architecture());
        assertEquals(512, model.shape().contextTokens());
        assertEquals(16, model.shape().headDim());
        assertEquals(2L * 2 * 2 * 16 * 4, model.shape().kvBytesPerToken());
    }

    @Test
    void importModel_qwen3WithNormedHeads_computesWhatTheFileSays() throws Exception {
        Path gguf = tiny(TinySpec.standard().withArchitecture("qwen3"));
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});
        assertClose(gguf, model);
        assertEquals("qwen3", model.shape().architecture());
    }

    @Test
    void importModel_withASlidingWindow_attendsToNothingBeforeIt() throws Exception {
        Path gguf = windowed(4);
        assertClose(gguf, ModelImporter.importModel(gguf, cache(), _ -> {}));

        float[][] windowed = ReferenceModel.logits(gguf, IDS);
        float[][] whole = ReferenceModel.logits(tiny(TinySpec.standard()), IDS);
        assertEquals(whole[3][100], windowed[3][100], 1e-5);
        assertTrue(Math.abs(whole[8][100] - windowed[8][100]) > 1e-3);
    }

    @Test
    void importModel_again_usesTheCacheAndReportsReady() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        ImportedModel first = ModelImporter.importModel(gguf, cache(), _ -> {});
        List<ImportProgress> progress = new ArrayList<>();
        var before = Files.getLastModifiedTime(first.graph());
        ImportedModel second = ModelImporter.importModel(gguf, cache(), progress::add);
        assertEquals(first, second);
        assertEquals(before, Files.getLastModifiedTime(second.graph()));
        assertEquals(ImportProgress.Phase.READY, progress.getLast().phase());
        assertEquals(1, progress.getLast().fraction());
        assertTrue(progress.stream().noneMatch(p -> p.phase() == ImportProgress.Phase.CONVERTING));
    }

    @Test
    void importModel_damagedCache_isMadeAgain() throws Exception {
        Path gguf = tiny(TinySpec.standard());
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});
        Files.write(model.folder().resolve(GraphFiles.DATA), new byte[7]);
        Path leftover = Files.createDirectory(Path.of(model.folder() + ".123"));
        Files.write(leftover.resolve("half"), new byte[3]);
        assertClose(gguf, ModelImporter.importModel(gguf, cache(), _ -> {}));
        assertFalse(Files.exists(leftover));
    }

    @Test
    void importModel_byManyAtOnce_isMadeOnce() throws Exception {
        Path gguf = tiny(TinySpec.standard());
        List<Callable<ImportedModel>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> ModelImporter.importModel(gguf, cache(), _ -> {}));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<ImportedModel>> models = threads.invokeAll(tasks);
            for (Future<ImportedModel> model : models) {
                assertEquals(models.getFirst().get(), model.get());
            }
            assertClose(gguf, models.getFirst().get());
        }
        assertEquals(1, folders());
    }

    @Test
    void importModel_truncated_isBadModelAndLeavesNothing() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        byte[] bytes = Files.readAllBytes(gguf);
        Files.write(gguf, Arrays.copyOf(bytes, bytes.length - 100));
        assertRefused(EngineError.BAD_MODEL, gguf, "is truncated in tensor");
    }

    @Test
    void importModel_scaleIsNoNumber_isBadModelAndLeavesNothing() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        byte[] bytes = Files.readAllBytes(gguf);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 2000, (byte) 0xff);
        Files.write(gguf, bytes);
        assertRefused(EngineError.BAD_MODEL, gguf, "is corrupt: expected finite numbers");
    }

    @Test
    void importModel_otherArchitecture_isBadModelAndLeavesNothing() throws IOException {
        Path gguf = replaced("llama", "gemma");
        assertRefused(
                EngineError.BAD_MODEL,
                gguf,
                "expected one of [llama, qwen2, qwen2moe, qwen3, qwen3moe, phi3, gemma3] (mistral and mixtral files say llama), got 'gemma'");
    }

    @Test
    void importModel_tensorMissingOrUnknown_isBadModelNamingIt() throws IOException {
        Path gguf = replaced("blk.0.ffn_up.weight", "blk.0.ffn_xx.weight");
        assertRefused(EngineError.BAD_MODEL, gguf, "'blk.0.ffn_up.weight'");
    }

    @Test
    void plan_randomlyDamagedHeader_neverFailsOtherwiseThanBadModel() throws IOException {
        byte[] bytes = Files.readAllBytes(tiny(TinySpec.standard()));
        int data = bytes.length / 4;
        var random = new java.util.SplittableRandom(5);
        for (int i = 0; i < 400; i++) {
            byte[] damaged = bytes.clone();
            int at = random.nextInt(i % 2 == 0 ? 900 : data);
            java.nio.ByteBuffer.wrap(damaged).putInt(at, random.nextInt());
            Path gguf = Files.write(folder.resolve("damaged.gguf"), damaged);
            try (GgufFile file = GgufFile.open(gguf)) {
                Blueprint blueprint = Blueprint.of(file, "sum");
                DecoderGraph.plan(file, blueprint, ImportPolicy.standard());
            } catch (EngineException e) {
                assertEquals(EngineError.BAD_MODEL, e.code());
            }
        }
    }

    @Test
    void convert_tooLittleRoom_namesBothSizesAndLeavesNothing() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        ModelImporter importer = new ModelImporter(ImportPolicy.standard(), _ -> 1000);
        EngineException e =
                assertThrows(EngineException.class, () -> importer.convert(gguf, cache(), _ -> {}));
        assertEquals(EngineError.RUNTIME, e.code());
        assertTrue(e.getMessage().contains("bytes free, got 1,000"), e.getMessage());
        assertEquals(0, folders());
    }

    @Test
    void importModel_cacheIsAFile_isRuntimeErrorNamingIt() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        Files.write(cache(), new byte[1]);
        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(gguf, cache(), _ -> {}));
        assertEquals(EngineError.RUNTIME, e.code());
        assertTrue(e.getMessage().contains(cache().toString()));
    }

    @Test
    void row_idOutOfRange_throws() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});
        try (EmbeddingTable table = EmbeddingTable.open(model)) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () ->
                            table.row(
                                    model.shape().vocabulary(),
                                    java.lang.foreign.MemorySegment.NULL));
        }
    }

    private void assertRefused(EngineError code, Path gguf, String part) throws IOException {
        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(gguf, cache(), _ -> {}));
        assertEquals(code, e.code());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertEquals(0, folders());
    }

    /** Activations are rounded to 8 bits; a wrong order, rope or scale is off by 1 and more. */
    private static void assertClose(Path gguf, ImportedModel model) throws Exception {
        Closeness.assertWithin(.08, ReferenceModel.logits(gguf, IDS), OrtGraph.logits(model, IDS));
    }

    private static ModelImporter importer(ImportPolicy policy) {
        return new ModelImporter(policy, _ -> Long.MAX_VALUE);
    }

    /** A tiny model with a window in its metadata. */
    private Path windowed(int tokens) {
        Path file = folder.resolve("windowed.gguf");
        try (GgufFile plain = GgufFile.open(tiny(TinySpec.standard()))) {
            new GgufRewrite(plain)
                    .set("llama.attention.sliding_window", tokens)
                    .write(file, _ -> {});
        }
        return file;
    }

    private Path tiny(TinySpec spec) {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, spec);
        return file;
    }

    private Path replaced(String text, String with) throws IOException {
        Path gguf = tiny(TinySpec.standard());
        var latin = java.nio.charset.StandardCharsets.ISO_8859_1;
        String bytes = new String(Files.readAllBytes(gguf), latin);
        return Files.write(gguf, bytes.replace(text, with).getBytes(latin));
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private long folders() throws IOException {
        if (!Files.exists(cache())) {
            return 0;
        }
        try (Stream<Path> all = Files.list(cache())) {
            return all.filter(Files::isDirectory).count();
        }
    }
}
