package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class EvalGoldenTest {
    private static final String ROW =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"rendered\":\"|%s\","
                    + "\"prompt_ids\":[1,%d],\"steps\":[{\"id\":%d,\"logprob\":-0.25,"
                    + "\"top\":[[5,-0.25],[6,%s]]}]}";

    @TempDir Path folder;

    @Test
    void run_rows_countsWhatIsEqual() throws Exception {
        // The model finds 101 most likely after 'd' (100), and 96 after 'a' (97).
        write(
                "v1.jsonl",
                ROW.formatted("d", "d", 100, 101, "-0.9"),
                ROW.formatted("a", "b", 97, 99, "-0.3"),
                ROW.formatted("a", "a", 98, 99, "-0.9"));
        write(
                "tokens-v1.jsonl",
                "{\"text\":\"ab\",\"ids\":[97,98]}",
                "{\"text\":\"b\",\"ids\":[1]}");
        var files = new GoldenFiles(folder);

        var figures =
                new GoldenCheck(new FakeModel()).run(files.rows("v1"), files.texts("v1"), _ -> {});

        assertEquals(new GoldenFigures(3, 3, 2, 2, 0, 2, 1, 2 / 3., 1, .25), figures);
    }

    @Test
    void run_controlTokenFromText_isCounted() throws Exception {
        write("v1.jsonl", ROW.formatted("\\u0001", "\\u0001", 1, 0, "-0.9"));
        var files = new GoldenFiles(folder);

        var figures = new GoldenCheck(new FakeModel()).run(files.rows("v1"), List.of(), _ -> {});

        assertEquals(1, figures.controlFromText());
        assertTrue(figures.misses("v1").toString().contains("control ids from text"));
    }

    @Test
    void misses_boundsOfEachModel_areNamed() {
        var figures = new GoldenFigures(10, 300, 10, 9, 0, 5, 5, .965, .996, .03);

        assertEquals(List.of(), figures.misses("v1"));
        assertEquals(
                List.of(
                        "top1 is off: expected at least 0.97, got 0.965",
                        "logprob_mae is off: expected at most 0.02, got 0.03"),
                figures.misses("v2"));
    }

    @Test
    void report_json_hasTheFields() {
        var text = new StringWriter();

        EvalGoldenCommand.report(
                        Map.of("v1", new GoldenFigures(10, 300, 10, 9, 0, 5, 4, .9651234, 1, .03)))
                .print(new PrintWriter(text), true);

        assertEquals(
                "{\"v1\":{\"rows\":10,\"steps\":300,\"rendered_equal\":10,\"prompt_ids_equal\":9,"
                        + "\"tokens\":5,\"tokens_equal\":4,\"top1\":0.96512,\"top1_clear\":1.0,"
                        + "\"logprob_mae\":0.03}}",
                text.toString().strip());
    }

    @Test
    void execute_missingFolder_saysWhatBelongsThere() {
        var error = execute("--dir", folder.resolve("none").toString());

        assertTrue(error.contains("none' of golden answers is missing: expected v1.jsonl"), error);
    }

    @Test
    void rows_brokenLine_isNamed() throws Exception {
        write("v1.jsonl", "{\"messages\":[]}");
        var files = new GoldenFiles(folder);

        var error = assertThrows(IllegalArgumentException.class, () -> files.rows("v1"));

        assertTrue(error.getMessage().contains("line 1"), error.getMessage());
        assertTrue(error.getMessage().contains("no field 'steps'"), error.getMessage());
    }

    @Test
    void texts_ofV3_areV2sWhereItHasNone() throws Exception {
        write("tokens-v2.jsonl", "{\"text\":\"a\",\"ids\":[97]}");
        var files = new GoldenFiles(folder);

        assertEquals(1, files.texts("v3").size());
        assertThrows(IllegalArgumentException.class, () -> files.texts("v1"));
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }

    private static String execute(String... arguments) {
        var error = new StringWriter();
        new CommandLine(new EvalGoldenCommand())
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println(e.getMessage());
                    return 1;
                })
                .setErr(new PrintWriter(error, true))
                .execute(arguments);
        return error.toString();
    }
}
