package dev.strata.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufFileTest {
    @TempDir Path folder;

    @Test
    void open_tinyModel_givesMetadataAndTensors() {
        try (GgufFile file = GgufFile.open(tiny(TinySpec.standard()))) {
            assertEquals("llama", file.string("general.architecture"));
            assertEquals(2, file.longValue("llama.block_count"));
            assertEquals(512, file.intValue("llama.context_length", 1));
            assertEquals(10000, file.doubleValue("llama.rope.freq_base"));
            assertFalse(file.booleanValue("tokenizer.ggml.add_bos_token"));
            List<String> tokens = file.strings("tokenizer.ggml.tokens");
            assertEquals("<|im_end|>", tokens.getLast());
            assertEquals(3, file.ints("tokenizer.ggml.token_type")[tokens.size() - 1]);
            GgufTensor embedding = file.tensor("token_embd.weight");
            assertEquals(TensorType.Q4_1, embedding.type());
            assertEquals(tokens.size(), embedding.rows());
            assertEquals(64, embedding.row(3).length);
            assertTrue(file.findString("no.such.key").isEmpty());
            assertTrue(file.findFloats("no.such.key").isEmpty());
            assertTrue(file.has("tokenizer.chat_template"));
        }
    }

    @Test
    void write_equalSpecs_giveEqualFiles() throws IOException {
        byte[] first = Files.readAllBytes(tiny(TinySpec.standard()));
        byte[] second = Files.readAllBytes(tiny(TinySpec.standard()));
        byte[] other = Files.readAllBytes(tiny(TinySpec.standard().withSeed(2)));
        assertArrayEquals(first, second);
        assertFalse(Arrays.equals(first, other));
    }

    @Test
    void write_everyFormat_isReadableWithNumbersOfUsualSize() {
        for (TensorType type : TensorType.values()) {
            try (GgufFile file = GgufFile.open(tiny(TinySpec.standard().withWeights(type)))) {
                GgufTensor matrix = file.tensor("blk.0.ffn_up.weight");
                double squares = 0;
                for (int r = 0; r < matrix.rows(); r++) {
                    for (float number : matrix.row(r)) {
                        squares += (double) number * number;
                    }
                }
                double size = Math.sqrt(squares / matrix.elements() * matrix.columns());
                assertTrue(size > .5 && size < 2, type + " " + size);
            }
        }
    }

    @Test
    void open_truncatedAnywhere_isBadModelNamingTheFile() throws IOException {
        Path whole = tiny(TinySpec.standard());
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length += 1 + length / 7) {
            Path cut = folder.resolve("cut.gguf");
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertTrue(message(cut).contains("cut.gguf"));
        }
    }

    @Test
    void open_corruptHeaders_areBadModels() throws IOException {
        byte[] bytes = Files.readAllBytes(tiny(TinySpec.standard()));
        assertTrue(message(patched(bytes, 0, 0x12345678)).contains("is no GGUF file"));
        assertTrue(message(patched(bytes, 4, 9)).contains("expected 2 or 3, got 9"));
        assertTrue(message(patched(bytes, 8, -1)).contains("tensor count"));
        assertTrue(message(patched(bytes, 16, 1 << 30)).contains("metadata count"));
        int type = indexOf(bytes, "blk.0.attn_norm.weight") + 22 + 4 + 8;
        assertTrue(message(patched(bytes, type, 99)).contains("type 99"));
        int key = indexOf(bytes, "llama.block_count") + 17;
        assertTrue(message(patched(bytes, key, 77)).contains("unknown type"));
    }

    @Test
    void open_randomlyDamaged_neverFailsOtherwiseThanBadModel() throws IOException {
        byte[] bytes = Files.readAllBytes(tiny(TinySpec.standard()));
        var random = new java.util.SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            Path damaged = patched(bytes, random.nextInt(14000), random.nextInt());
            try (GgufFile file = GgufFile.open(damaged)) {
                assertFalse(file.keys().isEmpty());
            } catch (EngineException e) {
                assertEquals(EngineError.BAD_MODEL, e.code());
            }
        }
    }

    @Test
    void getters_absentOrOtherType_areBadModels() {
        try (GgufFile file = GgufFile.open(tiny(TinySpec.standard()))) {
            for (org.junit.jupiter.api.function.Executable get :
                    List.<org.junit.jupiter.api.function.Executable>of(
                            () -> file.string("no.such.key"),
                            () -> file.string("llama.block_count"),
                            () -> file.longValue("general.name"),
                            () -> file.strings("tokenizer.ggml.token_type"),
                            () -> file.floats("tokenizer.ggml.tokens"),
                            () -> file.doubleValue("tokenizer.ggml.tokens"),
                            () -> file.intValue("llama.block_count", 3),
                            () -> file.tensor("no.such.tensor"))) {
                EngineException e = assertThrows(EngineException.class, get);
                assertEquals(EngineError.BAD_MODEL, e.code());
                assertTrue(e.getMessage().contains("expected"));
            }
        }
    }

    @Test
    void open_missingFile_isBadModel() {
        assertTrue(message(folder.resolve("none.gguf")).contains("is missing"));
        assertTrue(message(folder).contains("expected"));
    }

    private Path tiny(TinySpec spec) {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, spec);
        return file;
    }

    private Path patched(byte[] bytes, int at, int value) throws IOException {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return Files.write(folder.resolve("patched.gguf"), copy);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static String message(Path file) {
        EngineException e = assertThrows(EngineException.class, () -> GgufFile.open(file).close());
        assertEquals(EngineError.BAD_MODEL, e.code());
        return e.getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "genai_config.json, got an ORT-GenAI folder (genai_config.json)",
        "onnx/model.onnx, got an optimum or transformers.js export (onnx/model.onnx)",
        "adapter_config.json, merge it with models import --merge-adapter",
        "model.safetensors, got a folder of safetensors (model.safetensors)",
        "some.gguf, got a folder with GGUF files in it; name one GGUF file",
        "readme, got a folder; name one GGUF file",
    })
    void open_ofAnotherLayout_isRefusedByName(String file, String words) throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(model.resolve(file).getParent());
        Files.createFile(model.resolve(file));

        EngineException e = assertThrows(EngineException.class, () -> GgufFile.open(model));

        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(
                e.getMessage().contains("has another layout: expected a GGUF file"),
                e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
