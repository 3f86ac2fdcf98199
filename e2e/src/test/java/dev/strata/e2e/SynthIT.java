package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Mesh mesh = SharedMesh.mesh();

    @TempDir Path folder;

    @Test
    void synth_runningMesh_rowsAreMarkedAndTakenInAsTheScheduleSays() throws Exception {
        for (int i = 0; i < ASKED; i++) {
            String question = "what do people say of harbour number %d of the coast".formatted(i);
            String answer = "Harbour number %d is wide and quiet.".formatted(i);
            assertEquals(200, mesh.answerBySchema("v1", question, answer).statusCode());
        }
        mesh.awaitShipped();
        var _ = build("2026-09");
        Path written = folder.resolve("synthetic.jsonl");

        // Tiny models seldom end by themselves: what is cut is left out, and exit 1 says so.
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
                        "8",
                        "--max-tokens",
                        "200",
                        "--out",
                        written.toString());

        assertTrue(synth.status() <= 1 && Files.exists(written), synth.errors());
        List<JsonNode> rows = lines(written);
        assertFalse(rows.isEmpty(), synth.output());
        for (JsonNode row : rows) {
            assertEquals("v3", row.path("tier").asText(), row.toString());
            assertEquals("public", row.path("data_class").asText(), row.toString());
            assertEquals(2, row.path("messages").size(), row.toString());
            assertFalse(row.path("seed_event_id").asText().isEmpty(), row.toString());
        }
        mesh.awaitShipped();
        JsonNode after = build("2026-10", "--synthetic", written.toString());

        JsonNode mix = after.at("/manifest/mix");
        long taken = mix.path("synthetic").asLong();
        assertTrue(taken > 0 && taken <= rows.size(), mix.toString());
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
        // The tier was asked at least twice for each row, and nobody learns from being asked so.
        assertTrue(noConsent(after) >= 2L * rows.size(), after.toString());
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
