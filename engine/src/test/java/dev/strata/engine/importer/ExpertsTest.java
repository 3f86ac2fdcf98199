package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpertsTest {
    private static final int[] IDS = {72, 101, 300, 5, 72, 101, 301, 250, 44};

    /** Activations are rounded to 8 bits; a wrong expert, weight or order is off by much more. */
    private static final double ROUNDED = .08;

    private static final double EXACT = 2e-4;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama, 8, 2",
        "qwen2moe, 16, 2",
        "qwen2moe, 5, 5",
        "qwen3moe, 16, 4",
        "llama, 2, 1"
    })
    void importModel_ofExperts_computesWhatTheFileSays(String architecture, int count, int used)
            throws Exception {
        Path gguf = tiny(experts(architecture, count, used));
        ImportedModel reference = ModelImporter.importReference(gguf, cache(), _ -> {});
        ImportedModel rounded = ModelImporter.importModel(gguf, cache(), _ -> {});

        Closeness.assertWithin(
                EXACT, ReferenceModel.logits(gguf, IDS), OrtGraph.logits(reference, IDS));
        assertClose(gguf, rounded);
        assertEquals(architecture, rounded.shape().architecture());
        assertEquals(0, rounded.shape().feedForward());
    }

    /** As files of mixtral were before their experts lay in one tensor. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "Q4_1", "Q8_0", "Q6_K"})
    void importModel_ofExpertsInTensorsOfTheirOwn_isTheSameModel(TensorType type) throws Exception {
        TinySpec spec = experts("llama", 8, 2).withWeights(type);
        Path gguf = folder.resolve("apart.gguf");
        TinyModel.writeExpertsApart(gguf, spec);

        ImportedModel apart = ModelImporter.importModel(gguf, cache(), _ -> {});
        ImportedModel joined = ModelImporter.importModel(tiny(spec), cache(), _ -> {});

        assertClose(gguf, apart);
        assertEquals(
                -1,
                Files.mismatch(
                        apart.folder().resolve("model.onnx.data"),
                        joined.folder().resolve("model.onnx.data")));
        assertEquals(joined.shape().activeParameters(), apart.shape().activeParameters());
    }

    @Test
    void importModel_ofExpertsOfTheirOwnWithOneMissing_namesIt() throws IOException {
        Path gguf = folder.resolve("apart.gguf");
        TinyModel.writeExpertsApart(gguf, experts("llama", 8, 2));
        Path other = folder.resolve("other.gguf");
        try (GgufFile file = GgufFile.open(gguf)) {
            new GgufRewrite(file).set("llama.expert_count", 9).write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertTrue(e.getMessage().contains("ffn_gate_inp.weight"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void importModel_ofExpertsInEveryFormat_computesWhatTheFileSays(TensorType type)
            throws Exception {
        Path gguf = tiny(experts("qwen2moe", 4, 2).withWeights(type));

        assertClose(gguf, ModelImporter.importModel(gguf, cache(), _ -> {}));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_1", "Q4_K"})
    void convert_ofExpertsWithOffsets_computesWhatTheFileSays(TensorType type) throws Exception {
        Path gguf = tiny(experts("llama", 4, 2).withWeights(type));
        ModelImporter importer = new ModelImporter(new ImportPolicy(0, 0), _ -> Long.MAX_VALUE);

        assertClose(gguf, importer.convert(gguf, cache(), _ -> {}));
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_1", "Q4_K"})
    void convert_ofExpertsWithOffsetsInColumns_computesWhatTheFileSays(TensorType type)
            throws Exception {
        Path gguf = tiny(experts("qwen2moe", 4, 2).withWeights(type));
        ImportPolicy columns = new ImportPolicy(0, Long.MAX_VALUE);
        ModelImporter importer = new ModelImporter(columns, _ -> Long.MAX_VALUE);

        assertClose(gguf, importer.convert(gguf, cache(), _ -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void importModel_ofExperts_computesOnlyThoseUsed(int used) throws Exception {
        Path gguf = tiny(experts("llama", 16, used));
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});

        long products = OrtGraph.computed(model, new int[] {72}, "MatMulNBits");

        // Two layers of queries, keys and values, of output, and of two for each expert; the head.
        assertEquals(2 * (2 + 2 * used) + 1, products);
    }

    @Test
    void of_experts_countsThoseUsedAsActive() {
        try (GgufFile file = GgufFile.open(tiny(experts("qwen2moe", 16, 2)))) {
            long all = file.tensors().stream().mapToLong(t -> t.elements()).sum();
            long unused = 2L * 14 * 3 * 128 * 64;

            assertEquals(all - unused, Blueprint.of(file, "sum").shape().activeParameters());
        }
    }

    @Test
    void write_ofExpertsQuantised_leavesTheRoutersAlone() throws Exception {
        Path gguf = tiny(experts("qwen2moe", 16, 2).withWeights(TensorType.F16));
        Path quantised = folder.resolve("q8.gguf");

        Quantisation.write(gguf, quantised, _ -> {});

        try (GgufFile file = GgufFile.open(quantised)) {
            assertEquals(TensorType.F32, file.tensor("blk.0.ffn_gate_inp.weight").type());
            assertEquals(TensorType.Q8_0, file.tensor("blk.0.ffn_up_exps.weight").type());
            assertEquals(
                    List.of(64L, 128L, 16L), file.tensor("blk.0.ffn_up_exps.weight").dimensions());
        }
        Closeness.assertMostWithin(
                .03, ReferenceModel.logits(gguf, IDS), ReferenceModel.logits(quantised, IDS));
        assertClose(quantised, ModelImporter.importModel(quantised, cache(), _ -> {}));
    }

    @ParameterizedTest
    @CsvSource({
        "expert_used_count, 17, expected 1 to 16",
        "expert_gating_func, 2, expected 1 (softmax)",
        "leading_dense_block_count, 1, expected 0",
        "expert_group_count, 4, expected 0 or 1",
        "expert_count, 0, expected 1 to 1024",
        "expert_feed_forward_length, 64, expected 1024 x 64"
    })
    void importModel_ofOtherExperts_isRefusedByName(String key, int value, String part)
            throws IOException {
        Path gguf = tiny(experts("qwen2moe", 16, 2));
        Path other = folder.resolve("other.gguf");
        try (GgufFile file = GgufFile.open(gguf)) {
            new GgufRewrite(file).set("qwen2moe." + key, value).write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void importModel_ofExpertsInADenseArchitecture_isRefused() {
        Path gguf = tiny(TinySpec.standard().withArchitecture("qwen2"));
        Path other = folder.resolve("other.gguf");
        try (GgufFile file = GgufFile.open(gguf)) {
            new GgufRewrite(file).set("qwen2.expert_count", 4).write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertTrue(e.getMessage().contains("got 'qwen2' with 4"), e.getMessage());
    }

    private static TinySpec experts(String architecture, int count, int used) {
        return TinySpec.standard().withExperts(count, used).withArchitecture(architecture);
    }

    private static void assertClose(Path gguf, ImportedModel model) throws Exception {
        Closeness.assertMostWithin(
                ROUNDED, ReferenceModel.logits(gguf, IDS), OrtGraph.logits(model, IDS));
    }

    private Path tiny(TinySpec spec) {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, spec);
        return file;
    }

    private Path cache() {
        return folder.resolve("cache");
    }
}
