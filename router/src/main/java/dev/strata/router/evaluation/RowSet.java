package dev.strata.router.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows of one weak and one strong model, by a name. */
public record RowSet(String name, List<Row> rows) {
    public RowSet {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "rows '%s' are empty: expected at least one; name another file"
                            .formatted(name));
        }
    }

    /**
     * The sets of a file, or of a folder's files by name. Rows have {@code weak} and {@code
     * strong}, or {@code v1}, {@code v2} and {@code v3}, which make two sets: V2 to V3 and V1 to
     * V3. A folder's other files are left out.
     */
    public static List<RowSet> read(Path path) {
        if (!Files.isDirectory(path)) {
            return file(path);
        }
        try (var files = Files.list(path)) {
            List<RowSet> sets = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
                if (isTwoTier(first(file)) || isThreeTier(first(file))) {
                    sets.addAll(file(file));
                }
            }
            if (sets.isEmpty()) {
                throw new IllegalArgumentException(
                        "folder '%s' has no rows: expected .jsonl files with weak and strong, or v1, v2 and v3; name another"
                                .formatted(path));
            }
            return sets;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    private static List<RowSet> file(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.jsonl$", "");
        return isThreeTier(first(file))
                ? List.of(
                        new RowSet(name + " v2-v3", Row.read(file, "v2", "v3")),
                        new RowSet(name + " v1-v3", Row.read(file, "v1", "v3")))
                : List.of(new RowSet(name, Row.read(file, "weak", "strong")));
    }

    private static JsonNode first(Path file) {
        List<JsonNode> lines = Row.lines(file, 1);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    "rows '%s' are empty: expected at least one; name another file"
                            .formatted(file));
        }
        return lines.getFirst();
    }

    private static boolean isTwoTier(JsonNode line) {
        return line.has("weak") && line.has("strong");
    }

    private static boolean isThreeTier(JsonNode line) {
        return line.has("v1") && line.has("v2") && line.has("v3");
    }
}
