package dev.strata.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.Engine;
import dev.strata.engine.EngineConfig;
import dev.strata.engine.LanguageModel;
import dev.strata.engine.ModelConfig;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsInspectTest {
    @TempDir Path folder;
    private Path gguf = Path.of("");

    @BeforeEach
    void write() {
        gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard());
    }

    @Test
    void execute_ofAFile_saysWhatItHolds() throws IOException {
        JsonNode json = new ObjectMapper().readTree(execute("--json")).path(gguf.toString());

        assertEquals("llama", json.path("architecture").asText());
        assertEquals(2, json.path("layers").asInt());
        assertEquals(512, json.path("context").asInt());
        assertEquals(Files.size(gguf), json.path("bytes").asLong());
        long bytes = 0;
        long parameters = 0;
        for (JsonNode format : json.path("formats")) {
            bytes += format.path("bytes").asLong();
            parameters += format.path("parameters").asLong();
        }
        assertTrue(bytes > 0 && bytes < Files.size(gguf));
        assertEquals(parameters, json.path("parameters").asLong());
        assertTrue(execute().contains("Q4_1"), execute());
    }

    @Test
    void execute_ofExperts_saysHowManyAreUsed() throws IOException {
        TinyModel.write(gguf, TinySpec.standard().withExperts(16, 2));

        JsonNode json = new ObjectMapper().readTree(execute("--json")).path(gguf.toString());

        assertEquals(16, json.path("experts").asInt());
        assertEquals(2, json.path("experts_used").asInt());
        assertTrue(execute().contains("2 of 16"), execute());
    }

    @Test
    void execute_ofADamagedFile_namesIt() throws IOException {
        Files.write(gguf, java.util.Arrays.copyOf(Files.readAllBytes(gguf), 5000));

        assertTrue(execute().contains("tiny.gguf' is truncated"), execute());
    }

    @Test
    void of_aTinyModel_isNearItsVocabulary() {
        try (Engine engine = Engine.start(EngineConfig.under(folder));
                LanguageModel model =
                        engine.open(ModelConfig.of("tiny", gguf, folder, 1), _ -> {})) {
            String text = "one two three four five ".repeat(10);
            int tokens = model.tokenizer().encode(text).size();

            Perplexity whole = Perplexity.of(model, text, 400, 16);
            Perplexity cut = Perplexity.of(model, text, 7, 3);

            assertEquals(tokens - 1, whole.tokens());
            assertEquals(18, cut.tokens());
            assertTrue(whole.perplexity() > 1, whole.toString());
            assertEquals(Math.log(whole.perplexity()), whole.nats() / whole.tokens(), 1e-9);
            assertEquals(whole.perplexity(), whole.json().get("perplexity"));
            assertThrows(IllegalArgumentException.class, () -> Perplexity.of(model, "", 400, 16));
        }
    }

    private String execute(String... more) {
        var out = new StringWriter();
        String[] arguments = java.util.Arrays.copyOf(more, more.length + 1);
        arguments[more.length] = gguf.toString();
        new CommandLine(new ModelsInspectCommand())
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getOut().println(e.getMessage());
                    return 1;
                })
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
        return out.toString();
    }
}
