package dev.strata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void execute_modelsList_printsTheCatalogue() {
        assertEquals(0, run("models", "list"));
        assertTrue(out.toString().contains("Qwen2.5-Coder-1.5B-Instruct"), out.toString());
    }

    @Test
    void execute_modelsListJson_printsOneObject() {
        assertEquals(0, run("models", "list", "--json", "v2"));
        assertTrue(out.toString().startsWith("{\"models\":[{\"tier\":\"v2\""), out.toString());
    }

    @Test
    void execute_unknownTier_failsWithWordsAndNoTrace() {
        assertEquals(1, run("models", "verify", "v9"));
        assertTrue(err.toString().startsWith("strata: tier 'v9' is not in"), err.toString());
    }

    @Test
    void execute_noCommand_isWrongUsage() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("eval"), err.toString());
    }
}
