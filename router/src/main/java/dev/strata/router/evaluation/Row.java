package dev.strata.router.evaluation;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A prompt and how well a weak and a strong model answered it.
 *
 * @param weak 0 to 1
 * @param strong 0 to 1
 */
public record Row(String id, String prompt, double weak, double strong) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Row {
        requireNonNull(id, "id is null");
        requireNonNull(prompt, "prompt is null");
    }

    /**
     * Reads JSON lines that have {@code prompt} and two qualities.
     *
     * @param weak the field of the weak model's quality, e.g. {@code weak} or {@code v1}
     * @throws IllegalArgumentException naming the line and the field that is wrong
     */
    public static List<Row> read(Path file, String weak, String strong) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode line : lines(file)) {
            String where = file + " line " + (rows.size() + 1);
            rows.add(
                    new Row(
                            text(line, "id", where),
                            text(line, "prompt", where),
                            quality(line, weak, where),
                            quality(line, strong, where)));
        }
        return rows;
    }

    static List<JsonNode> lines(Path file) {
        return lines(file, Integer.MAX_VALUE);
    }

    /** At most so many lines. */
    static List<JsonNode> lines(Path file, int most) {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine();
                    line != null && lines.size() < most;
                    line = reader.readLine()) {
                lines.add(JSON.readTree(line));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "rows '%s' line %d are wrong: expected JSON, got %s; correct the file"
                            .formatted(file, lines.size() + 1, e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return lines;
    }

    static String text(JsonNode line, String field, String where) {
        if (!line.path(field).isTextual()) {
            throw wrong(where, field, "a text", line.path(field));
        }
        return line.path(field).textValue();
    }

    private static double quality(JsonNode line, String field, String where) {
        double value = line.path(field).asDouble(-1);
        if (!(value >= 0 && value <= 1)) {
            throw wrong(where, field, "a number from 0 to 1", line.path(field));
        }
        return value;
    }

    private static IllegalArgumentException wrong(
            String where, String field, String expected, JsonNode got) {
        return new IllegalArgumentException(
                "rows '%s' have a wrong '%s': expected %s, got %s; correct the file"
                        .formatted(where, field, expected, got.isMissingNode() ? "nothing" : got));
    }
}
