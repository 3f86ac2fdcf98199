package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Conversations that a tier wrote in the manner of a month's, and the month that takes them in. */
@ExtendWith(SharedMesh.class)
@Timeout(420)
class SynthIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ASKED = 6;
    private static final int ROWS = 5;

    /** As synth writes them where a tier's answers are whole. */
    private static final String ROW =
            """
            {"messages":[{"role":"user","content":"who keeps lighthouse number %d"},{"role":"assistant","content":"Keeper %d of the coast keeps it."}],"domain":"general","data_class":"public","tier":"v3","model":"m","seed_event_id":"e%d"}
            """
                    .strip();

    private final Mesh mesh = SharedMesh.mesh();

    @TempDir Path folder;

    @Test
    void synth_runningMesh_asksItAndItsRowsAreTakenInAsTheScheduleSays() throws Exception {
        for (int i = 0; i < ASKED; i++) {
            String question = "what do people say of harbour number %d of the coast".formatted(i);
            String answer = "Harbour number %d is wide and quiet.".formatted(i);
            assertEquals(200, mesh.answerBySchema("v1", question, answer).statusCode());
        }
        mesh.awaitShipped();
        var _ = build("2026-09");
        Path written = folder.resolve("synthetic.jsonl");

        CommandRun synth =
                Mesh.command(
                        mesh.home(),
                        "feed",
                        "synth",
                        "--state",
                        "e2e",
                        "--seeds",
                        folder.resolve("out/public/2026-09").toString(),
                        "--rows",
                        "2",
                        "--max-tokens",
                        "32",
                        "--out",
                        written.toString());

        // Tiny models do not end by themselves: what is cut is left out, and said.
        assertEquals(1, synth.status(), synth.errors());
        assertTrue(synth.output().contains("6 cut or empty"), synth.output());
        assertEquals(List.of(), lines(written));
        for (int i = 0; i < ROWS; i++) {
            Files.writeString(
                    written,
                    ROW.formatted(i, i, i) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        mesh.awaitShipped();
        JsonNode after = build("2026-10", "--synthetic", written.toString());

        JsonNode mix = after.at("/manifest/mix");
        long taken = mix.path("synthetic").asLong();
        assertTrue(taken == ROWS, mix.toString());
        double real = mix.path("retained").asLong() + mix.path("coming").asLong();
        double share = mix.path("real_share_wanted").asDouble();
        assertTrue(mix.path("synthetic_wanted").asLong() >= taken, mix.toString());
        assertEquals(
                real * (1 - share) / share, mix.path("synthetic_wanted").asDouble(), 1, "" + mix);
        assertEquals(
                taken,
                lines(folder.resolve("out/public/2026-10/rows.jsonl")).stream()
                        .filter(row ->
                                row.at("/row/provenance/origin").asText().equals("synthetic"))
                        .count());
        // What synth asked the mesh is captured, and nobody learns from it as if it were asked.
        assertTrue(noConsent(after) >= 6, after.toString());
    }

    private static long noConsent(JsonNode built) {
        long dropped = 0;
        for (JsonNode stage : built.at("/manifest/stages")) {
            dropped += stage.path("dropped").path("no_consent").asLong();
        }
        return dropped;
    }

    private JsonNode build(String month, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "feed",
                                "build",
                                "--month",
                                month,
                                "--state",
                                "e2e",
                                "--json",
                                "--out",
                                folder.resolve("out").toString()));
        command.addAll(List.of(more));
        CommandRun run = Mesh.command(mesh.home(), command.toArray(String[]::new));
        assertEquals(0, run.status(), run.errors());
        return JSON.readTree(run.output());
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
