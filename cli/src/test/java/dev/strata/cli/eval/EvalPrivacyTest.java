package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvalPrivacyTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            new CommandLine(new EvalCommand())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err));

    @Test
    void privacy_withRows_countsLeaksAndFalseAlarms(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("mmlu.jsonl"),
                "{\"prompt\":\"What is 2 + 3?\"}\n{\"prompt\":\"Mail a@b.co now\"}\n");

        int status =
                command.execute("privacy", "--rounds", "1", "--data", folder.toString(), "--json");

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertEquals(0, status, err.toString());
        assertTrue(report.path("planted").asInt() > 300, out.toString());
        assertEquals(0, report.path("leaked").asInt(), out.toString());
        assertEquals(.5, report.path("false_alarms").path("mmlu").path("share").asDouble());
        assertTrue(report.path("detection_ms").path("code").has("ratio"), out.toString());
    }

    @Test
    void privacy_missingFolder_namesIt() {
        assertEquals(2, command.execute("privacy", "--data", "/nowhere/rows"));
        assertTrue(err.toString().contains("/nowhere/rows"), err.toString());
    }
}
