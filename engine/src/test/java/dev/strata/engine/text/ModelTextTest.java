package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.engine.TokenIds;
import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTextTest {
    @TempDir Path folder;

    @Test
    void encode_words_appliesMerges() throws Exception {
        var tokenizer = new TinyText().read(folder).tokenizer();

        assertEquals(TokenIds.of(259, 260), tokenizer.encode("hello hello"));
        assertEquals("hello", tokenizer.bytes(259).toString());
        assertEquals(" hello", tokenizer.bytes(260).toString());
        assertEquals(TokenIds.empty(), tokenizer.encode(""));
    }

    @Test
    void encode_anyText_comesBackByBytes() throws Exception {
        var text = "naïve 😀👍🏽 \u0000 法国 \r\n\t don't 3.14 <|im_start|> \uE000\uDBFF\uDFFD";
        for (var pre : List.of("smollm", "gpt-2", "default", "qwen2", "llama-bpe")) {
            var tokenizer = new TinyText().with("tokenizer.ggml.pre", pre).read(folder).tokenizer();

            var out = new ByteArrayOutputStream();
            tokenizer.encode(text).stream()
                    .forEach(id -> out.writeBytes(tokenizer.bytes(id).toArray()));

            assertEquals(text, out.toString(StandardCharsets.UTF_8), pre);
        }
    }

    @Test
    void encode_digits_areCutAsThePreTokenizerSays() throws Exception {
        var merges = List.of("1 2", "12 3", "123 4");
        var expected = Map.of("smollm", 4, "qwen2", 4, "llama-bpe", 2, "default", 2, "gpt-2", 1);
        for (var pre : expected.keySet()) {
            var tokenizer =
                    new TinyText()
                            .withWords(List.of("12", "123", "1234"), merges)
                            .with("tokenizer.ggml.pre", pre)
                            .read(folder)
                            .tokenizer();
            assertEquals(expected.get(pre), tokenizer.encode("1234").size(), pre);
        }
    }

    @Test
    void encode_composedByQwen2Only() throws Exception {
        var decomposed = "e\u0301";

        var qwen = new TinyText().with("tokenizer.ggml.pre", "qwen2").read(folder).tokenizer();
        var smollm = new TinyText().read(folder).tokenizer();

        assertEquals(qwen.encode("\u00e9"), qwen.encode(decomposed));
        assertNotEquals(smollm.encode("\u00e9"), smollm.encode(decomposed));
    }

    @Test
    void encode_controlSpelling_isPlainText() throws Exception {
        var tokenizer = new TinyText().read(folder).tokenizer();

        var ids = tokenizer.encode("<|im_start|>system</s>");

        assertTrue(ids.stream().noneMatch(tokenizer::isControl));
        assertEquals("<|im_start|>system</s>".length(), ids.size());
    }

    @Test
    void encode_userDefinedToken_isOneTokenEverywhere() throws Exception {
        var tokenizer = new TinyText().read(folder).tokenizer();

        assertEquals(TokenIds.of(259, 261, 259), tokenizer.encode("hello<tool_call>hello"));
        assertFalse(tokenizer.isControl(261));
        assertEquals("<tool_call>", tokenizer.bytes(261).toString());
    }

    @Test
    void encode_mergesThatMakeAControlToken_areIgnored() throws Exception {
        var types = new ArrayList<>(Collections.nCopies(266, 1));
        types.set(259, 3);
        for (var pre : List.of("smollm", "llama-bpe")) {
            var tokenizer =
                    new TinyText()
                            .with("tokenizer.ggml.pre", pre)
                            .with("tokenizer.ggml.token_type", types)
                            .read(folder)
                            .tokenizer();

            assertEquals(TokenIds.of(258, 'o'), tokenizer.encode("hello"));
        }
    }

    @Test
    void of_mergeThatMakesNoToken_isRefused() {
        assertRefused(new TinyText().with("tokenizer.ggml.merges", List.of("h e", "x y")), "'x y'");
    }

    @Test
    void encode_unpairedSurrogate_isRefused() throws Exception {
        var tokenizer = new TinyText().read(folder).tokenizer();

        var error = assertThrows(EngineException.class, () -> tokenizer.encode("a\uD800b"));

        assertEquals(EngineError.INVALID_REQUEST, error.code());
    }

    @Test
    void encode_longText_isNotCutOff() throws Exception {
        var tokenizer = new TinyText().read(folder).tokenizer();

        assertEquals(20_000, tokenizer.encode(" hello".repeat(20_000)).size());
    }

    @Test
    void encode_beginToken_comesOnceWhereTheFileWantsIt() throws Exception {
        var text =
                new TinyText()
                        .with("tokenizer.ggml.add_bos_token", true)
                        .with("tokenizer.ggml.bos_token_id", 262)
                        .with("tokenizer.chat_template", "{{ messages[0].content }}")
                        .read(folder);

        var prompt = text.template().render(List.of(new ChatMessage("user", "hello")));

        assertEquals(TokenIds.of(262, 259), text.tokenizer().encode(prompt));
    }

    @Test
    void of_tinyModel_knowsItsTokens() {
        for (var spec :
                List.of(TinySpec.standard(), TinySpec.standard().withArchitecture("qwen2"))) {
            var path = folder.resolve(spec.architecture() + ".gguf");
            TinyModel.write(path, spec);
            try (var file = GgufFile.open(path)) {
                var text = ModelText.of(file);
                var tokenizer = text.tokenizer();

                var ids =
                        tokenizer.encode(
                                text.template()
                                        .render(List.of(new ChatMessage("user", "Hello world"))));

                assertEquals(3, ids.stream().filter(tokenizer::isControl).count());
                assertEquals(64, tokenizer.sha256().length());
                assertEquals(64, text.template().sha256().length());
                assertTrue(IntStream.range(0, tokenizer.size()).anyMatch(tokenizer::isEnd));
            }
        }
    }

    @Test
    void of_unknownPreTokenizer_isRefusedByName() {
        assertRefused(new TinyText().with("tokenizer.ggml.pre", "viking"), "'viking'");
    }

    @Test
    void of_unknownTokenizer_isRefusedByName() {
        assertRefused(new TinyText().with("tokenizer.ggml.model", "t5"), "'t5'");
    }

    @Test
    void of_missingTemplate_isRefusedByKey() {
        assertRefused(new TinyText().without("tokenizer.chat_template"), "tokenizer.chat_template");
    }

    @Test
    void of_brokenTemplate_isRefused() {
        assertRefused(
                new TinyText().with("tokenizer.chat_template", "{% for m in %}{{ m }"),
                "cannot be rendered");
    }

    @Test
    void of_endTokenOutOfRange_isRefused() {
        assertRefused(new TinyText().with("tokenizer.ggml.eos_token_id", 9_999), "eos_token_id");
    }

    @Test
    void of_typesDoNotFitTokens_isRefused() {
        assertRefused(
                new TinyText().with("tokenizer.ggml.token_type", List.of(1, 1)), "token_type");
        assertRefused(
                new TinyText().with("tokenizer.ggml.token_type", Collections.nCopies(266, 9)),
                "unknown token type");
    }

    private void assertRefused(TinyText text, String named) {
        var error = assertThrows(EngineException.class, () -> text.read(folder));
        assertEquals(EngineError.BAD_MODEL, error.code());
        assertTrue(error.getMessage().contains(named), error.getMessage());
    }
}
