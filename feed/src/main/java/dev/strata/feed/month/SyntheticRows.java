package dev.strata.feed.month;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.feed.build.Row;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Generated conversations: JSON lines with {@code messages}, {@code domain}, {@code data_class}.
 */
final class SyntheticRows {
    private SyntheticRows() {}

    /**
     * The rows of {@code file}, in order. What does not say that it is public is private.
     *
     * @throws FeedException BAD_INPUT where it cannot be read
     */
    static List<Row> read(Path file, String month) {
        List<Row> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    rows.add(row(DatasetJson.tree(line), month));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "synthetic rows '%s' cannot be read: expected JSON lines with messages that end with the assistant's, got: %s; correct row %d or --synthetic"
                            .formatted(file, e.getMessage(), rows.size() + 1),
                    e);
        }
        return rows;
    }

    private static Row row(JsonNode row, String month) {
        List<Row.Turn> turns = new ArrayList<>();
        for (JsonNode turn : row.path("messages")) {
            turns.add(new Row.Turn(turn.path("role").asText(), turn.path("content").asText()));
        }
        if (turns.size() < 2
                || !turns.getLast().role().equals("assistant")
                || turns.getLast().content().isBlank()) {
            throw new IllegalArgumentException("a row without an answer at its end");
        }
        String id = "synthetic-" + DatasetJson.sha256Of(turns).substring(0, 16);
        return new Row(
                turns.subList(0, turns.size() - 1),
                turns.getLast().content(),
                List.of(),
                Row.Opinion.NONE,
                new Row.Provenance(
                        id,
                        month,
                        "synthetic",
                        "",
                        "",
                        0,
                        id,
                        "1970-01-01T00:00:00Z",
                        row.path("domain").asText("general"),
                        "synthetic",
                        row.path("data_class").asText().equals("public") ? "public" : "private",
                        row.path("tier").asText(""),
                        row.path("model").asText(""),
                        "",
                        "",
                        0,
                        1,
                        1,
                        false,
                        0,
                        0,
                        "stop",
                        0,
                        0,
                        "synthetic",
                        null));
    }
}
