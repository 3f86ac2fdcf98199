package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvalRouterTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            new CommandLine(new EvalCommand())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err));

    @Test
    void router_rowsOfEverySet_printsThemBesideTheirFloors(@TempDir Path folder)
            throws IOException {
        write(folder);

        assertEquals(0, command.execute("router", "--data", folder.toString()), err.toString());
        assertTrue(out.toString().contains("three-tier v2-v3"), out.toString());

        out.getBuffer().setLength(0);
        assertEquals(0, command.execute("router", "--data", folder.toString(), "--json"));
        assertTrue(out.toString().startsWith("{\"mmlu\":{\"rows\":60,\"apgr\":"), out.toString());
        assertTrue(out.toString().contains("\"floors\":{"), out.toString());
    }

    @Test
    void router_missingFolder_namesIt() {
        assertEquals(2, command.execute("router", "--data", "/nowhere/rows"));
        assertTrue(err.toString().contains("/nowhere/rows"), err.toString());
    }

    private static void write(Path folder) throws IOException {
        StringBuilder two = new StringBuilder();
        StringBuilder three = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String prompt = (i % 2 == 0 ? "derive " : "greet ") + Integer.toString(i * 7919, 36);
            two.append(
                    "{\"id\":\"%04x\",\"prompt\":\"%s\",\"weak\":%d,\"strong\":1}\n"
                            .formatted(i, prompt, i % 2));
            three.append(
                    "{\"id\":\"%04x\",\"prompt\":\"%s\",\"v1\":%d,\"v2\":%d,\"v3\":1}\n"
                            .formatted(i, prompt, i % 2, i % 2));
        }
        Files.writeString(folder.resolve("mmlu.jsonl"), two);
        Files.writeString(folder.resolve("gsm8k.jsonl"), two);
        Files.writeString(folder.resolve("three-tier.jsonl"), three);
    }
}
