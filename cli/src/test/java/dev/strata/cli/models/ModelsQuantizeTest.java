package dev.strata.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.gguf.TensorType;
import dev.strata.engine.tiny.TinyModel;
import dev.strata.engine.tiny.TinySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsQuantizeTest {
    @TempDir Path folder;

    @Test
    void execute_ofAWideModel_writesItAndMeasuresTheLoss() throws IOException {
        Path gguf = tiny(TensorType.F16);
        Path text = folder.resolve("text");
        Files.writeString(text, "The model of a mesh is a tier in the cloud. ".repeat(60));

        String printed =
                execute(gguf.toString(), "--text", text.toString(), "--windows", "3", "--json");
        JsonNode json = new ObjectMapper().readTree(printed);

        Path written = folder.resolve("tiny-q8_0.gguf");
        assertEquals(written.toString(), json.path("output").asText());
        assertEquals(Files.size(written), json.path("bytes").asLong());
        assertTrue(json.path("bytes").asLong() < .7 * json.path("source_bytes").asLong(), printed);
        assertEquals(3, json.path("windows").asInt());
        assertTrue(json.path("kl").asDouble() >= 0 && json.path("kl").asDouble() < .05, printed);
        assertTrue(json.path("top1").asDouble() > .6, printed);
        assertTrue(json.path("prefill_ratio").asDouble() > 0, printed);
        assertTrue(json.path("decode_ratio").asDouble() > 0, printed);
    }

    @Test
    void execute_withoutWindows_measuresNothing() throws IOException {
        Path gguf = tiny(TensorType.F32);
        Path to = folder.resolve("to.gguf");

        String printed = execute(gguf.toString(), "--output", to.toString(), "--windows", "0");

        assertTrue(printed.contains("to.gguf"), printed);
        assertTrue(Files.exists(to));
    }

    @Test
    void execute_ofAQuantisedModel_saysWhatItFound() {
        Path gguf = tiny(TensorType.Q4_K);

        String printed = execute(gguf.toString(), "--windows", "0");

        assertTrue(printed.contains("has nothing to quantise"), printed);
        assertTrue(printed.contains("got [Q4_K]"), printed);
        assertFalse(Files.exists(folder.resolve("tiny-q8_0.gguf")));
    }

    private Path tiny(TensorType type) {
        Path gguf = folder.resolve("tiny.gguf");
        TinyModel.write(gguf, TinySpec.standard().withWeights(type));
        return gguf;
    }

    private static String execute(String... arguments) {
        StringWriter out = new StringWriter();
        new CommandLine(new ModelsQuantizeCommand())
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getOut().println(e.getMessage());
                    return 1;
                })
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
        return out.toString();
    }
}
