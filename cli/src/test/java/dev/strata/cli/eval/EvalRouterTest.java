package dev.strata.cli.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.router.difficulty.DifficultyModel;
import dev.strata.router.settings.SettingsText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    void router_folderOfRows_printsEachSetBesideItsFloors(@TempDir Path folder) throws IOException {
        write(folder);

        assertEquals(
                0,
                command.execute("router", "--data", folder.toString(), "--json"),
                err.toString());

        JsonNode json = new ObjectMapper().readTree(out.toString());
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("three-tier v2-v3", "three-tier v1-v3", "two"), names);
    }

    @Test
    void router_oneFile_isOneObjectWithTheNamesAskedFor(@TempDir Path folder) throws IOException {
        write(folder);
        Path model = folder.resolve("model.properties");
        Path curves = folder.resolve("curves");

        assertEquals(
                0,
                command.execute(
                        "router",
                        "--data",
                        folder.resolve("two.jsonl").toString(),
                        "--train",
                        folder.resolve("two.jsonl").toString(),
                        "--write",
                        model.toString(),
                        "--curves",
                        curves.toString(),
                        "--json"),
                err.toString());

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals(60, json.path("rows").asInt());
        for (String name : List.of("apgr", "cpt50", "cpt80", "ece")) {
            assertTrue(json.path(name).isNumber(), name + " of " + json);
        }
        assertEquals(2, json.path("apgr_ci").size());
        for (String floor : List.of("random", "length", "tfidf")) {
            assertTrue(json.at("/floors/" + floor + "/apgr").isNumber(), floor + " of " + json);
        }
        assertTrue(json.at("/oracle/apgr").asDouble() >= json.path("apgr").asDouble());
        assertTrue(json.at("/decision_ms/p99").isNumber());
        DifficultyModel written = DifficultyModel.of(SettingsText.read(model));
        assertTrue(written.score("derive 1a") > written.score("greet 1a"));
        assertEquals("60", written.facts().get("rows"));
        assertEquals(102, Files.readAllLines(curves.resolve("two.csv")).size());
        assertTrue(Files.readString(curves.resolve("two.svg")).contains("learned"));
    }

    @Test
    void router_transfer_measuresEachSetByTheOtherFiles(@TempDir Path folder) throws IOException {
        write(folder);

        assertEquals(
                0,
                command.execute("router", "--data", folder.toString(), "--transfer", "--json"),
                err.toString());

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals(3, json.size());
        // What makes a row hard is the same in both files.
        assertEquals(
                json.at("/two/oracle/apgr").asDouble(),
                json.at("/two/apgr").asDouble(),
                .05,
                json.toString());
        assertTrue(json.at("/two/flipped/typos").isNumber(), json.toString());
    }

    @Test
    void router_transferOfOneFile_isRefused(@TempDir Path folder) throws IOException {
        write(folder);

        assertEquals(
                2,
                command.execute(
                        "router", "--data", folder.resolve("two.jsonl").toString(), "--transfer"));
        assertTrue(err.toString().contains("name the folder alone"), err.toString());
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
        Files.writeString(folder.resolve("two.jsonl"), two);
        Files.writeString(folder.resolve("other.jsonl"), "{\"id\":\"x\",\"prompt\":\"p\"}\n");
        Files.writeString(folder.resolve("three-tier.jsonl"), three);
    }
}
