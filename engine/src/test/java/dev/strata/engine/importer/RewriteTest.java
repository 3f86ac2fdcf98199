package dev.strata.engine.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.adapter.AdapterBase;
import dev.strata.engine.adapter.LoraAdapter;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.tiny.TinyAdapter;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteTest {
    private static final int[] IDS = {72, 101, 300, 5, 72, 101, 301, 250, 44};

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2"})
    void merge_ofAnAdapter_computesWhatBothComputeTogether(String architecture) {
        TinySpec spec = TinySpec.standard().withArchitecture(architecture);
        Path gguf = tiny(spec);
        Path adapter = folder.resolve("legal");
        TinyAdapter.write(adapter, spec, 3, 7);
        Path merged = folder.resolve("merged.gguf");

        AdapterMerge.write(gguf, adapter, List.of(), merged, _ -> {});

        AdapterBase base = new AdapterBase(List.of("Tiny-1"), 2, 64, 64, 32, 128);
        float[][] expected;
        try (LoraAdapter open = LoraAdapter.open(adapter, base)) {
            expected = ReferenceModel.logits(gguf, open, IDS);
        }
        assertNear(.005, expected, ReferenceModel.logits(merged, IDS));
        try (GgufFile file = GgufFile.open(merged);
                GgufFile before = GgufFile.open(gguf)) {
            assertEquals("Tiny-1 legal", file.string("general.name"));
            assertEquals(TensorType.F16, file.tensor("blk.1.ffn_down.weight").type());
            assertEquals(
                    before.tensor("token_embd.weight").type(),
                    file.tensor("token_embd.weight").type());
            assertEquals(
                    ModelText.of(before).tokenizer().sha256(),
                    ModelText.of(file).tokenizer().sha256());
        }
    }

    @Test
    void merge_ofAnAdapterOfAnotherBase_isRefusedAndLeavesNothing() throws IOException {
        Path gguf = tiny(TinySpec.standard());
        Path adapter = folder.resolve("other");
        TinyAdapter.write(adapter, TinySpec.standard().withSeed(9), 3, 7);

        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> AdapterMerge.write(gguf, adapter, List.of(), out(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains("got 'tiny/Tiny-9'"), e.getMessage());
        assertOnly("tiny.gguf", "other");
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void quantise_ofAWideModel_keepsWhatItComputesAtTheSizeOfEightBits(TensorType type)
            throws Exception {
        Path gguf = tiny(TinySpec.standard().withWeights(type));

        Quantisation.write(gguf, out(), _ -> {});

        assertNear(.05, ReferenceModel.logits(gguf, IDS), ReferenceModel.logits(out(), IDS));
        try (GgufFile file = GgufFile.open(out());
                GgufFile before = GgufFile.open(gguf)) {
            assertEquals(7, file.longValue("general.file_type"));
            GgufTensor norm = file.tensor("blk.0.attn_norm.weight");
            assertEquals(TensorType.F32, norm.type());
            assertArrayEquals(before.tensor(norm.name()).row(0), norm.row(0));
            assertEquals(
                    before.tensors().stream().map(GgufTensor::dimensions).toList(),
                    file.tensors().stream().map(GgufTensor::dimensions).toList());
            assertTrue(
                    file.tensors().stream()
                            .filter(tensor -> tensor.rows() > 1)
                            .allMatch(tensor -> tensor.type() == TensorType.Q8_0));
        }
        assertTrue(Files.size(out()) < .35 * Files.size(gguf) * (type == TensorType.F32 ? 1 : 2));
    }

    @Test
    void quantise_ofWhatIsQuantised_isRefusedByFormat() throws IOException {
        Path gguf = tiny(TinySpec.standard());

        EngineException e =
                assertThrows(EngineException.class, () -> Quantisation.write(gguf, out(), _ -> {}));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains("got [Q4_1]"), e.getMessage());
        assertOnly("tiny.gguf");
    }

    @Test
    void write_ontoAFileThatIsThere_isRefusedAndKeepsIt() throws IOException {
        Path gguf = tiny(TinySpec.standard().withWeights(TensorType.F16));
        Files.writeString(out(), "mine");

        EngineException e =
                assertThrows(EngineException.class, () -> Quantisation.write(gguf, out(), _ -> {}));

        assertEquals(EngineError.INVALID_REQUEST, e.code());
        assertEquals("mine", Files.readString(out()));
    }

    @Test
    void importReference_ofAWideModel_roundsNothing() throws Exception {
        Path gguf = tiny(TinySpec.standard().withWeights(TensorType.F16));
        ImportedModel model = ModelImporter.importReference(gguf, folder.resolve("cache"), _ -> {});

        assertNear(1e-4, ReferenceModel.logits(gguf, IDS), OrtGraph.logits(model, IDS));
        assertFalse(model.folder().equals(folder.resolve("cache")));
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(
                    Stream.of(names).sorted().toList(),
                    all.map(each -> each.getFileName().toString()).sorted().toList());
        }
    }

    private static void assertNear(double most, float[][] expected, float[][] got) {
        for (int t = 0; t < expected.length; t++) {
            double error = 0;
            double size = 0;
            for (int i = 0; i < expected[t].length; i++) {
                error += Math.pow(expected[t][i] - got[t][i], 2);
                size += Math.pow(expected[t][i], 2);
            }
            double share = Math.sqrt(error / size);
            assertTrue(share < most, "position " + t + ": relative error " + share);
        }
    }

    private Path tiny(TinySpec spec) {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, spec);
        return file;
    }

    private Path out() {
        return folder.resolve("out.gguf");
    }
}
