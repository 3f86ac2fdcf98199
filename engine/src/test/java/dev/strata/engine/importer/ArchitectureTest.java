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
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    private static final int[] IDS = {72, 101, 300, 5, 72, 101, 301, 250, 44};
    private static final double EXACT = 2e-4;
    private static final double ROUNDED = .08;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q4_1", "Q8_0", "Q4_K", "Q6_K"})
    void importModel_ofPhi3_computesWhatTheFileSays(TensorType type) throws Exception {
        assertComputed(TinySpec.standard().withArchitecture("phi3").withWeights(type), same());
    }

    /** Two of seven layers see everything, and rotate by another base. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "Q4_1", "Q8_0", "Q4_K", "Q6_K"})
    void importModel_ofGemma3_computesWhatTheFileSays(TensorType type) throws Exception {
        assertComputed(gemma().withWeights(type), same());
    }

    @Test
    void importModel_ofGemma3WithStretchedPositions_computesWhatTheFileSays() throws Exception {
        assertComputed(
                gemma(),
                rewrite ->
                        rewrite.set("gemma3.rope.scaling.type", "linear")
                                .set("gemma3.rope.scaling.factor", 8));
    }

    @Test
    void importModel_ofPhi3WithAWindow_attendsToNothingBeforeIt() throws Exception {
        assertComputed(
                TinySpec.standard().withArchitecture("phi3"),
                rewrite -> rewrite.set("phi3.attention.sliding_window", 3));
    }

    @Test
    void importSecond_ofGemma3_isPlannedWithEveryTensor() {
        Path gguf = tiny(gemma());
        ImportedModel model = ModelImporter.importModel(gguf, cache(), _ -> {});

        Path graph = ModelImporter.importSecond(model, cache(), true, _ -> {});

        assertTrue(java.nio.file.Files.exists(graph));
    }

    @Test
    void window_ofGemma3_holdsForFiveOfSixLayers() {
        try (GgufFile file = GgufFile.open(tiny(gemma()))) {
            Blueprint blueprint = Blueprint.of(file, "sum");

            assertEquals(4, blueprint.window(0));
            assertEquals(4, blueprint.window(4));
            assertEquals(0, blueprint.window(5));
            assertEquals(4, blueprint.window(6));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "phi3, phi3.rope.scaling.type, yarn, none' or 'longrope",
        "phi3, phi3.rope.scaling.attn_factor, 2, expected 1",
        "phi3, phi3.rope.dimension_count, 8, expected 16",
        "gemma3, gemma3.rope.scaling.type, yarn, none' or 'linear",
        "gemma3, gemma3.attention.sliding_window_pattern, 4, expected 6",
        "gemma3, gemma3.rope.freq_base_swa, 20000, expected 10000",
        "gemma3, gemma3.final_logit_softcapping, 30, expected 0"
    })
    void importModel_ofScaledOrCapped_isRefusedByName(
            String architecture, String key, String value, String part) {
        Path other = folder.resolve("other.gguf");
        try (GgufFile file =
                GgufFile.open(tiny(TinySpec.standard().withArchitecture(architecture)))) {
            GgufRewrite rewrite = new GgufRewrite(file);
            boolean number = value.matches("[0-9]+");
            (number ? rewrite.set(key, Integer.parseInt(value)) : rewrite.set(key, value))
                    .write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains(key), e.getMessage());
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void importModel_ofAnotherArchitecture_namesThoseThatAreSupported() {
        Path other = folder.resolve("other.gguf");
        try (GgufFile file = GgufFile.open(tiny(TinySpec.standard()))) {
            new GgufRewrite(file).set("general.architecture", "deepseek2").write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(
                e.getMessage()
                        .contains(
                                "has an unsupported architecture: expected one of [llama, qwen2, qwen2moe, qwen3, qwen3moe, phi3, gemma3]"
                                        + " (mistral and mixtral files say llama), got 'deepseek2'"),
                e.getMessage());
    }

    @Test
    void importModel_ofLongropeWithoutFactors_namesThem() {
        Path other = folder.resolve("other.gguf");
        try (GgufFile file = GgufFile.open(tiny(TinySpec.standard().withArchitecture("phi3")))) {
            new GgufRewrite(file).set("phi3.rope.scaling.type", "longrope").write(other, _ -> {});
        }

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> ModelImporter.importModel(other, cache(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(
                e.getMessage().contains("lacks a tensor: expected 'rope_factors_short.weight'"),
                e.getMessage());
    }

    private void assertComputed(TinySpec spec, UnaryOperator<GgufRewrite> change) throws Exception {
        Path gguf = folder.resolve("changed.gguf");
        try (GgufFile file = GgufFile.open(tiny(spec))) {
            change.apply(new GgufRewrite(file)).write(gguf, _ -> {});
        }
        float[][] expected = ReferenceModel.logits(gguf, IDS);
        ImportedModel reference = ModelImporter.importReference(gguf, cache(), _ -> {});
        ImportedModel rounded = ModelImporter.importModel(gguf, cache(), _ -> {});

        Closeness.assertWithin(EXACT, expected, OrtGraph.logits(reference, IDS));
        Closeness.assertWithin(ROUNDED, expected, OrtGraph.logits(rounded, IDS));
        assertEquals(spec.architecture(), rounded.shape().architecture());
    }

    private static UnaryOperator<GgufRewrite> same() {
        return rewrite -> rewrite;
    }

    private static TinySpec gemma() {
        return TinySpec.standard().withArchitecture("gemma3").withLayers(7);
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
