package dev.strata.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
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
    void describe_everyCommand_beginsWithAWholeSentence() {
        List<String> cut = new ArrayList<>();
        collectCut(Main.commandLine(), cut);

        assertEquals(List.of(), cut);
    }

    /** A list of commands shows the first line alone. */
    private static void collectCut(CommandLine line, List<String> cut) {
        String[] description = line.getCommandSpec().usageMessage().description();
        if (description.length == 0 || !description[0].matches("[A-Z].*[.]")) {
            cut.add(line.getCommandSpec().qualifiedName());
        }
        line.getSubcommands().values().forEach(below -> collectCut(below, cut));
    }

    @Test
    void execute_noCommand_isWrongUsage() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("eval"), err.toString());
    }
}
