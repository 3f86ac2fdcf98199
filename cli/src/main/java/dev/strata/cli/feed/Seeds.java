package dev.strata.cli.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The training rows of a dataset that others are made in the manner of. */
final class Seeds {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROWS = "rows.jsonl";

    private Seeds() {}

    /**
     * One row.
     *
     * @param question what the user said last; personal data is replaced in datasets
     */
    record Seed(String eventId, String question, String domain) {}

    /** The newest month of {@code zone} in {@code datasets}, else what is called {@code all}. */
    static Path newest(Path datasets, String zone) {
        Path folder = datasets.resolve(zone);
        try (Stream<Path> names = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            return names.filter(path -> Files.exists(path.resolve(ROWS)))
                    .filter(path -> !path.getFileName().toString().startsWith("_"))
                    .sorted()
                    .reduce((a, b) -> b.endsWith("all") ? a : b)
                    .orElseThrow(() ->
                            new IllegalStateException(
                                    "dataset of zone '%s' is missing: expected one in '%s', got none; run ./strata feed build first, or pass --seeds"
                                            .formatted(zone, folder)));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The questions that were really asked and are for training, each once. */
    static List<Seed> read(Path dataset) {
        List<Seed> seeds = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(dataset.resolve(ROWS))) {
                JsonNode stored = JSON.readTree(line);
                JsonNode row = stored.path("row");
                JsonNode from = row.path("provenance");
                String question = "";
                for (JsonNode turn : row.path("prompt")) {
                    if (turn.path("role").asText().equals("user")) {
                        question = turn.path("content").asText();
                    }
                }
                if (stored.path("split").asText().equalsIgnoreCase("train")
                        && from.path("origin").asText().equals("real")
                        && !question.isBlank()) {
                    seeds.add(
                            new Seed(
                                    from.path("event_id").asText(),
                                    question,
                                    from.path("domain").asText()));
                }
            }
        } catch (IOException e) {
            throw unreadable(dataset, e);
        }
        if (seeds.isEmpty()) {
            throw new IllegalStateException(
                    "dataset '%s' has no seeds: expected real rows for training, got none; pass another with --seeds"
                            .formatted(dataset));
        }
        return seeds;
    }

    private static IllegalStateException unreadable(Path path, IOException e) {
        return new IllegalStateException(
                "dataset '%s' cannot be read: expected a folder with %s, got: %s; correct --seeds"
                        .formatted(path, ROWS, e),
                e);
    }
}
