package dev.strata.engine.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.gguf.GgufTensor;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.tiny.TinyFolder;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written of a folder is the GGUF file that the folder was made of. */
class ModelFolderTest {
    @TempDir Path work;

    @ParameterizedTest
    @CsvSource({
        "llama, F32, true",
        "qwen2, BF16, false",
        "qwen3, F16, true",
        "phi3, F16, false",
        "gemma3, BF16, true"
    })
    void write_ofSafetensors_isTheSameModel(String architecture, TensorType type, boolean tied)
            throws IOException {
        TinySpec spec = spec(type).withArchitecture(architecture).withTiedHead(tied);

        assertSame(TinyFolder.safetensors(work.resolve("model"), spec), 0);
    }

    @ParameterizedTest
    @CsvSource({"llama, F16", "qwen2moe, BF16", "qwen3moe, F32"})
    void write_ofExperts_isTheSameModel(String architecture, TensorType type) throws IOException {
        TinySpec spec = spec(type).withExperts(4, 2).withArchitecture(architecture);

        assertSame(TinyFolder.safetensors(work.resolve("model"), spec), 0);
    }

    /** Gemma's norms are whole numbers there, and layers have windows of their own. */
    @ParameterizedTest
    @CsvSource({"phi3, 2", "qwen3, 2", "gemma3, 7"})
    void write_ofOrtGenaisFolder_keepsEveryCode(String architecture, int layers)
            throws IOException {
        TinySpec spec = spec(TensorType.Q4_0).withArchitecture(architecture).withLayers(layers);

        assertSame(TinyExport.genai(work.resolve("model"), spec), 0);
    }

    /** Some exporters spell the byte of a tab as the tab. */
    @Test
    void write_ofAByteSpeltAsItsLetter_isTheSameModel() throws IOException {
        TinySpec spec = spec(TensorType.F16).withArchitecture("gemma3");
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        Path tokenizer = folder.resolve("tokenizer.json");
        String text = Files.readString(tokenizer);
        Files.writeString(tokenizer, text.replace("\"<0x09>\"", "\"\\t\""));

        assertSame(folder, 0);
    }

    @Test
    void write_ofTokensThatKeepTheirPlaceInText_marksThemAsWhole() throws IOException {
        TinySpec spec = spec(TensorType.F16).withArchitecture("gemma3");
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        Path tokenizer = folder.resolve("tokenizer.json");
        String text = Files.readString(tokenizer);
        int id =
                new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(text)
                        .path("model")
                        .path("vocab")
                        .path("\u2581the")
                        .intValue();
        String added = "{\"id\":%d,\"content\":\"\u2581the\",\"special\":false},".formatted(id);
        Files.writeString(
                tokenizer, text.replace("\"added_tokens\":[", "\"added_tokens\":[" + added));
        try (ModelFolder open = ModelFolder.open(folder)) {
            open.write(work.resolve("made.gguf"), _ -> {});
        }

        try (GgufFile made = GgufFile.open(work.resolve("made.gguf"))) {
            assertEquals(4, made.ints("tokenizer.ggml.token_type")[id]);
            assertEquals(" the", made.strings("tokenizer.ggml.tokens").get(id));
        }
    }

    @ParameterizedTest
    @CsvSource({"always, true, false", "first, true, true", "never, false, false"})
    void write_ofMetaspace_saysWhereABlankIsPut(String scheme, boolean blank, boolean once)
            throws IOException {
        TinySpec spec = spec(TensorType.F16).withArchitecture("gemma3");
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec);
        Path tokenizer = folder.resolve("tokenizer.json");
        String text = Files.readString(tokenizer);
        Files.writeString(
                tokenizer,
                text.replaceFirst("\"normalizer\":\\{[^}]*}[^}]*}", "\"normalizer\":null")
                        .replace(
                                "\"pre_tokenizer\":null",
                                "\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"%s\",\"split\":false}"
                                        .formatted(scheme)));
        try (ModelFolder open = ModelFolder.open(folder)) {
            open.write(work.resolve("made.gguf"), _ -> {});
        }

        try (GgufFile made = GgufFile.open(work.resolve("made.gguf"))) {
            assertEquals(blank, made.booleanValue("tokenizer.ggml.add_space_prefix"));
            assertEquals(once, made.has("strata.tokenizer.space_prefix_once"));
        }
    }

    @Test
    void write_ofSeveralFilesAndAnIndex_isTheSameModel() throws IOException {
        assertSame(TinyFolder.sharded(work.resolve("model"), spec(TensorType.F16)), 0);
    }

    @ParameterizedTest
    @CsvSource({"llama, true", "qwen2, false", "phi3, false"})
    void write_ofOptimumsExport_isTheSameModel(String architecture, boolean tied)
            throws IOException {
        TinySpec spec = spec(TensorType.F32).withArchitecture(architecture).withTiedHead(tied);

        assertSame(TinyExport.optimum(work.resolve("model"), spec), 0);
    }

    @ParameterizedTest
    @CsvSource({"llama", "qwen2"})
    void write_ofAnExportOf8Bits_isNear(String architecture) throws IOException {
        TinySpec spec = spec(TensorType.F32).withArchitecture(architecture);
        Path folder = TinyExport.bytes(work.resolve("model"), spec);

        assertSame(folder, .01);
        try (GgufFile made = GgufFile.open(work.resolve("made.gguf"))) {
            assertEquals(TensorType.Q8_0, made.tensor("blk.0.attn_q.weight").type());
        }
    }

    @Test
    void write_ofAGenaiFolderWithoutConfig_keepsEveryCode() throws IOException {
        Path folder = TinyExport.genai(work.resolve("model"), spec(TensorType.Q4_0));

        assertFalse(Files.exists(folder.resolve("config.json")));
        assertSame(folder, 0);
        try (GgufFile made = GgufFile.open(work.resolve("made.gguf"))) {
            assertEquals(10_000, made.doubleValue("llama.rope.freq_base"), 1e-3);
            assertEquals(128, made.longValue("llama.feed_forward_length"));
            assertTrue(made.findTensor("output.weight").isEmpty());
        }
    }

    @Test
    void write_twice_givesEqualBytes() throws IOException {
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec(TensorType.F16));
        for (String name : List.of("a.gguf", "b.gguf")) {
            try (ModelFolder open = ModelFolder.open(folder)) {
                open.write(work.resolve(name), _ -> {});
            }
        }

        assertEquals(-1, Files.mismatch(work.resolve("a.gguf"), work.resolve("b.gguf")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "config.json | \"model_type\":\"llama\" | \"model_type\":\"gpt_oss\" | expected one of [gemma3_text, llama, mistral, mixtral, phi3, qwen2, qwen2_moe, qwen3, qwen3_moe], got 'gpt_oss'",
                "config.json | \"model_type\":\"llama\" | \"model_type\":\"deepseek_v2\" | qwen3, qwen3_moe], got 'deepseek_v2'",
                "config.json | \"hidden_act\":\"silu\" | \"hidden_act\":\"gelu\" | field 'hidden_act' is not supported: expected 'silu', got 'gelu'",
                "config.json | \"rope_scaling\":null | \"rope_scaling\":{\"rope_type\":\"yarn\"} | 'rope_scaling.rope_type' is not supported: expected 'default' or 'llama3', got 'yarn'",
                "config.json | \"rope_scaling\":null | \"rope_parameters\":{\"rope_theta\":10000},\"rope_scaling\":{\"rope_type\":\"yarn\"} | 'rope_scaling.rope_type' is not supported: expected 'default', got 'yarn'",
                "config.json | \"rms_norm_eps\":1.0E-5, | `` | lacks a field: expected 'rms_norm_eps'",
                "config.json | \"hidden_size\":64 | \"hidden_size\":32 | has another shape than the configuration says",
                "config.json | \"num_hidden_layers\":2 | \"num_hidden_layers\":1 | part 'layers.1.input_layernorm.weight' has no place in the model",
                "config.json | \"num_hidden_layers\":2 | \"num_hidden_layers\":3 | part 'layers.2.input_layernorm.weight' is missing",
                "config.json | \"torch_dtype\" | \"quantization_config\":{\"quant_method\":\"gptq\"},\"torch_dtype\" | field 'quantization_config' is not supported",
                "config.json | \"torch_dtype\" | \"sliding_window\":64,\"max_window_layers\":1,\"torch_dtype\" | field 'max_window_layers' is not supported",
                "tokenizer.json | \"type\":\"BPE\" | \"type\":\"Unigram\" | is of another kind: expected BPE of bytes, or of SentencePiece, got 'Unigram'",
                "tokenizer.json | individual_digits | other | cuts words in an unknown way",
                "tokenizer.json | \"added_tokens\":[ | \"added_tokens\":[{\"id\":99999999,\"content\":\"x\"}, | has a token that the model has no row for",
                "tokenizer_config.json | \"content\":\"< | \"content\":\"no< | has a eos_token that is no token",
                "tokenizer_config.json | chat_template | other | lacks a chat template",
            })
    void write_ofWhatIsNotSupported_namesIt(
            String file, String before, String after, String message) throws IOException {
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec(TensorType.F32));
        String text = Files.readString(folder.resolve(file));
        assertTrue(text.contains(before), text);
        Files.writeString(folder.resolve(file), text.replace(before, after));

        assertRefused(folder, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gemma3 | config.json | \"sliding_window_pattern\":6 | \"sliding_window_pattern\":4 | 'sliding_window_pattern' is not supported: expected 6, got 4",
                "gemma3 | config.json | \"rope_scaling\":null | \"rope_scaling\":{\"rope_type\":\"longrope\"} | expected 'default' or 'linear', got 'longrope'",
                "gemma3 | config.json | \"rope_scaling\":null | \"rope_parameters\":{\"sliding_attention\":{\"rope_type\":\"linear\"}} | 'rope_parameters.sliding_attention.rope_type' is not supported: expected 'default'",
                "gemma3 | config.json | \"torch_dtype\" | \"query_pre_attn_scalar\":99,\"torch_dtype\" | 'query_pre_attn_scalar' is not supported: expected 16, got 99",
                "gemma3 | config.json | \"torch_dtype\" | \"rope_local_base_freq\":5,\"torch_dtype\" | 'rope_local_base_freq' is not supported",
                "gemma3 | config.json | \"torch_dtype\" | \"final_logit_softcapping\":30,\"torch_dtype\" | 'final_logit_softcapping' is not supported: expected none",
                "gemma3 | config.json | \"torch_dtype\" | \"layer_types\":[\"full_attention\"],\"torch_dtype\" | 'sliding_attention' in layer 0, got 'full_attention'",
                "phi3 | config.json | \"rope_scaling\":null | \"rope_scaling\":{\"type\":\"longrope\",\"long_factor\":[1,2],\"short_factor\":[1]} | 'rope_scaling.long_factor' is not supported: expected 8 numbers greater than 0",
                "phi3 | config.json | \"rope_scaling\":null | \"rope_scaling\":null,\"partial_rotary_factor\":0.75 | 'partial_rotary_factor' is not supported: expected 1, got 0.75",
                "phi3 | tokenizer.json | \"Prepend\" | \"Lowercase\" | changes text in an unknown way",
                "phi3 | tokenizer.json | \"merges\":[[ | \"merges\":[[\"u\",\"s\"],[ | has merges that no scores give",
                "qwen2moe | config.json | \"norm_topk_prob\":false | \"norm_topk_prob\":true | 'norm_topk_prob' is not supported: expected false, got true",
                "qwen3moe | config.json | \"torch_dtype\" | \"mlp_only_layers\":[0],\"torch_dtype\" | 'mlp_only_layers' is not supported: expected none",
                "qwen3moe | config.json | \"torch_dtype\" | \"decoder_sparse_step\":2,\"torch_dtype\" | 'decoder_sparse_step' is not supported",
                "qwen3moe | config.json | \"num_experts_per_tok\":2 | \"num_experts_per_tok\":5 | 'num_experts_per_tok' is not supported: expected 1 to 4",
                "qwen3moe | config.json | \"num_experts\":4 | \"num_experts\":5 | has another shape than the configuration says: expected 5 x 64",
            })
    void write_ofWhatAnArchitectureLacks_namesIt(
            String architecture, String file, String before, String after, String message)
            throws IOException {
        TinySpec spec = spec(TensorType.F32);
        spec = architecture.endsWith("moe") ? spec.withExperts(4, 2) : spec;
        Path folder =
                TinyFolder.safetensors(work.resolve("model"), spec.withArchitecture(architecture));
        String text = Files.readString(folder.resolve(file));
        assertTrue(text.contains(before), text);
        Files.writeString(folder.resolve(file), text.replace(before, after));

        assertRefused(folder, message);
    }

    @Test
    void open_ofGemmasGraphWithAnotherWindow_isRefused() throws IOException {
        TinySpec spec = spec(TensorType.Q4_0).withArchitecture("gemma3").withLayers(7);
        Path folder = TinyExport.genai(work.resolve("model"), spec);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"sliding_window\":4", "\"sliding_window\":8"));

        assertRefused(folder, "attribute 'local_window_size' is not what the configuration says");
    }

    /** Experts in a graph, and gemma's norms in small operators. */
    @ParameterizedTest
    @CsvSource({
        "qwen3moe, has experts: expected a dense model; a mixture as safetensors",
        "gemma3, norms are written out: expected SimplifiedLayerNormalization"
    })
    void open_ofAGraphThatCannotBeRead_saysWhatCan(String architecture, String message)
            throws IOException {
        TinySpec spec = spec(TensorType.F32);
        spec = architecture.endsWith("moe") ? spec.withExperts(4, 2) : spec;
        Path folder =
                TinyExport.optimum(work.resolve("model"), spec.withArchitecture(architecture));

        assertRefused(folder, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tokenizer.json | lacks a file: expected tokenizer.json, got none",
                "model.safetensors | lacks weights",
                "config.json | got a folder of safetensors (model.safetensors); import it with its config.json",
            })
    void write_withoutAFile_namesIt(String file, String message) throws IOException {
        Path folder = TinyFolder.safetensors(work.resolve("model"), spec(TensorType.F32));
        Files.delete(folder.resolve(file));

        assertRefused(folder, message);
    }

    @Test
    void open_ofAGraphThatDoesSomethingElse_isRefused() throws IOException {
        Path folder = TinyExport.genai(work.resolve("model"), spec(TensorType.Q4_0));
        TinyFolder.safetensors(work.resolve("other"), spec(TensorType.F32));
        String config = Files.readString(work.resolve("other").resolve("config.json"));
        Path own = folder.resolve("config.json");

        Files.writeString(own, config.replace("\"rope_theta\":10000.0", "\"rope_theta\":500000.0"));
        assertRefused(folder, "is another rotary embedding than a plain one of base 500000.0");
        Files.writeString(own, config.replace("1.0E-5", "1.0E-6"));
        assertRefused(folder, "attribute 'epsilon' is not what the configuration says");
        Files.writeString(own, config.replace("_heads\":2", "_heads\":4"));
        assertRefused(folder, "attribute 'kv_num_heads' is not what the configuration says");
    }

    @Test
    void open_ofAnExportWithoutItsData_namesTheFile() throws IOException {
        Path folder = TinyExport.optimum(work.resolve("model"), spec(TensorType.F32));
        Files.delete(folder.resolve("model.onnx_data"));

        assertRefused(folder, "lacks a file: expected model.onnx_data");
    }

    @Test
    void open_ofAGraphByName_takesThatOne() throws IOException {
        Path folder = TinyExport.bytes(work.resolve("model"), spec(TensorType.F32));
        Files.write(folder.resolve("onnx/model.onnx"), new byte[] {1, 2, 3});

        assertRefused(folder, "is truncated or corrupt");
        try (ModelFolder open = ModelFolder.open(folder.resolve("onnx/model_int8.onnx"))) {
            assertEquals("model_int8.onnx", open.words());
            assertEquals("Tiny-1", open.name());
        }
    }

    private void assertRefused(Path folder, String message) {
        EngineException e =
                assertThrows(
                        EngineException.class,
                        () -> {
                            try (ModelFolder open = ModelFolder.open(folder)) {
                                open.write(work.resolve("made.gguf"), _ -> {});
                            }
                        });
        assertEquals(EngineError.BAD_MODEL, e.code());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(Files.exists(work.resolve("made.gguf")));
    }

    private static TinySpec spec(TensorType type) {
        return TinySpec.standard().withWeights(type);
    }

    /** The model that is made of {@code folder} has the tensors and the text of its source. */
    private void assertSame(Path folder, double error) throws IOException {
        Path target = work.resolve("made.gguf");
        try (ModelFolder open = ModelFolder.open(folder)) {
            open.write(target, _ -> {});
        }
        try (GgufFile made = GgufFile.open(target);
                GgufFile source = GgufFile.open(TinyFolder.gguf(folder))) {
            assertEquals(
                    ModelText.of(source).tokenizer().sha256(),
                    ModelText.of(made).tokenizer().sha256());
            assertEquals(
                    ModelText.of(source).template().sha256(),
                    ModelText.of(made).template().sha256());
            assertEquals(source.tensors().size(), made.tensors().size());
            for (GgufTensor tensor : source.tensors()) {
                assertSame(tensor, made.tensor(tensor.name()), error);
            }
        }
    }

    private static void assertSame(GgufTensor source, GgufTensor made, double error) {
        assertEquals(source.dimensions(), made.dimensions(), source.name());
        if (error == 0) {
            assertEquals(source.type(), made.type(), source.name());
            assertArrayEquals(
                    source.data().toArray(ValueLayout.JAVA_BYTE),
                    made.data().toArray(ValueLayout.JAVA_BYTE),
                    source.name());
            return;
        }
        for (long row = 0; row < source.rows(); row++) {
            assertArrayEquals(source.row(row), made.row(row), (float) error, source.name());
        }
    }
}
