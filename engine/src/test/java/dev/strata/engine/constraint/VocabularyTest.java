package dev.strata.engine.constraint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.gguf.GgufFile;
import dev.strata.engine.text.ModelText;
import dev.strata.engine.text.Tokenizer;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":3},\"on\":{\"type\":\"boolean\"}},\"required\":[\"name\"]}";

    @TempDir static Path folder;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void write() {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.write(file, TinySpec.standard());
        try (GgufFile gguf = GgufFile.open(file)) {
            tokenizer = ModelText.of(gguf).tokenizer();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"na", "{\"name\": \"a", "{\"name\":\"abc\"", "{\"name\":\"\"}"})
    void mask_ofAState_equalsTryingEveryToken(String before) {
        State state = after(before);

        TokenMask mask = Vocabulary.of(tokenizer).mask(state);

        for (int id = 0; id < tokenizer.size(); id++) {
            assertEquals(allowed(state, id), mask.allows(id), "token " + id);
        }
    }

    @Test
    void mask_whereTheAnswerIsWhole_allowsTheEndAlone() {
        TokenMask mask = Vocabulary.of(tokenizer).mask(after("{\"name\":\"\"}"));

        for (int id = 0; id < tokenizer.size(); id++) {
            assertEquals(tokenizer.isEnd(id), mask.allows(id), "token " + id);
        }
    }

    @Test
    void mask_whereNothingFits_isEmpty() {
        State dead = after("x");

        assertTrue(dead.dead());
        assertTrue(Vocabulary.of(tokenizer).mask(dead).isEmpty());
        assertFalse(Vocabulary.of(tokenizer).mask(after("")).isEmpty());
    }

    private static State after(String text) {
        return Vocabulary.after(
                SchemaCompiler.compile(SCHEMA).start(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean allowed(State state, int id) {
        if (tokenizer.isEnd(id)) {
            return state.accepts();
        }
        byte[] bytes = tokenizer.bytes(id).toArray();
        return !tokenizer.isControl(id)
                && bytes.length > 0
                && !Vocabulary.after(state, bytes).dead();
    }
}
