package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders compute what plain loops over the file compute that they were made of. */
class FolderArchitectureTest {
    private static final int[] IDS = {72, 101, 300, 5, 72, 101, 301, 250, 44};
    private static final double EXACT = 2e-4;

    @TempDir Path work;

    @ParameterizedTest
    @CsvSource({"phi3, 2, 0", "gemma3, 7, 0", "llama, 2, 4", "qwen2moe, 2, 4", "qwen3moe, 2, 4"})
    void importReference_ofAFolder_computesWhatItWasMadeOf(
            String architecture, int layers, int experts) throws Exception {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F32).withLayers(layers);
        spec = experts > 0 ? spec.withExperts(experts, 2) : spec;
        Path folder =
                TinyFolder.safetensors(work.resolve("model"), spec.withArchitecture(architecture));

        ImportedModel model = ModelImporter.importReference(folder, cache(), _ -> {});

        assertEquals(architecture, model.shape().architecture());
        Closeness.assertWithin(
                EXACT,
                ReferenceModel.logits(TinyFolder.gguf(folder), IDS),
                OrtGraph.logits(model, IDS));
    }

    /** Of 512 tokens: beyond what was trained first, or within. */
    @ParameterizedTest
    @CsvSource({"64, long", "512, short"})
    void importReference_ofLongrope_turnsPairsByTheirFactors(int original, String used)
            throws Exception {
        Path folder = longrope(original);

        ImportedModel model = ModelImporter.importReference(folder, cache(), _ -> {});

        float[][] expected = ReferenceModel.logits(model.ggufPath(), IDS);
        Closeness.assertWithin(EXACT, expected, OrtGraph.logits(model, IDS));
        float[][] plain = ReferenceModel.logits(TinyFolder.gguf(folder), IDS);
        double apart = Math.abs(plain[8][300] - expected[8][300]);
        assertEquals(true, apart > 1e-3, "as without factors: " + apart);
        try (GgufFile file = GgufFile.open(model.ggufPath())) {
            Blueprint.Rope rope = Blueprint.of(file, "sum").rope();
            assertEquals("rope_factors_%s.weight".formatted(used), rope.factors().orElseThrow());
            double scale = original == 512 ? 1 : Math.sqrt(1 + Math.log(8) / Math.log(64));
            assertEquals(scale, rope.scale(), 1e-6);
            assertArrayEquals(
                    new float[] {1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f},
                    file.tensor("rope_factors_long.weight").row(0));
        }
    }

    /** Answers of the rounded graph too: what is served. */
    @Test
    void importModel_ofLongrope_isNearItsFile() throws Exception {
        ImportedModel model = ModelImporter.importModel(longrope(64), cache(), _ -> {});

        Closeness.assertWithin(
                .08, ReferenceModel.logits(model.ggufPath(), IDS), OrtGraph.logits(model, IDS));
    }

    /** Llama 3's: of eight pairs some are left, some slowed down, and some lie between. */
    @Test
    void importReference_ofLlama3_slowsPairsByTheirWavelength() throws Exception {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F32);
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "\"rope_scaling\":null",
                                "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,"
                                        + "\"high_freq_factor\":4,\"original_max_position_embeddings\":64}"));

        ImportedModel model = ModelImporter.importReference(folder, cache(), _ -> {});

        Closeness.assertWithin(
                EXACT, ReferenceModel.logits(model.ggufPath(), IDS), OrtGraph.logits(model, IDS));
        try (GgufFile file = GgufFile.open(model.ggufPath())) {
            float[] factors = file.tensor("rope_freqs.weight").row(0);
            for (int i = 0; i < 8; i++) {
                double speed = Math.pow(10_000, -i / 8.0);
                double wavelength = 2 * Math.PI / speed;
                double smooth = (64 / wavelength - 1) / 3;
                double slowed =
                        wavelength > 64
                                ? speed / 8
                                : wavelength < 16
                                        ? speed
                                        : (1 - smooth) * speed / 8 + smooth * speed;
                assertEquals(speed / slowed, factors[i], 1e-5, "pair " + i);
            }
            assertEquals(1, factors[0]);
            assertEquals(8, factors[7]);
        }
    }

    private Path longrope(int original) throws IOException {
        TinySpec spec = TinySpec.standard().withWeights(TensorType.F32).withArchitecture("phi3");
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        double[] within = new double[8];
        Arrays.setAll(within, i -> 1.25 + i / 8.0);
        double[] beyond = new double[8];
        Arrays.setAll(beyond, i -> 1 + i / 2.0);
        String scaling =
                "{\"type\":\"longrope\",\"long_factor\":%s,\"short_factor\":%s},\"original_max_position_embeddings\":%d"
                        .formatted(Arrays.toString(beyond), Arrays.toString(within), original);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"rope_scaling\":null", "\"rope_scaling\":" + scaling));
        return folder;
    }

    private Path cache() {
        return work.resolve("cache");
    }
}
