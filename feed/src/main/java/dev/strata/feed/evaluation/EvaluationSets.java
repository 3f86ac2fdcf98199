package dev.strata.feed.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.dataset.Manifest.EvaluationFile;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of evaluation sets: JSON lines with a question, and an answer where there is one.
 *
 * @param files in order of their names
 * @param rows of all files
 */
public record EvaluationSets(List<EvaluationFile> files, List<Item> rows) {
    private static final List<String> QUESTIONS =
            List.of("question", "prompt", "query", "input", "text");
    private static final List<String> ANSWERS =
            List.of("answer", "completion", "target", "output", "label");

    public EvaluationSets {
        files = List.copyOf(files);
        rows = List.copyOf(rows);
    }

    /** One row; {@code answer} may be empty. */
    record Item(String question, String answer) {}

    /** No sets at all. */
    public static EvaluationSets none() {
        return new EvaluationSets(List.of(), List.of());
    }

    /**
     * Reads files, and the {@code .jsonl} files of folders.
     *
     * @throws FeedException BAD_INPUT where one is missing, or has a row without a question
     */
    public static EvaluationSets read(List<Path> paths) {
        List<EvaluationFile> files = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        for (Path path : paths) {
            for (Path file : filesOf(path)) {
                try {
                    byte[] bytes = Files.readAllBytes(file);
                    List<Item> rows = rows(file, bytes);
                    files.add(
                            new EvaluationFile(
                                    String.valueOf(file.getFileName()),
                                    DatasetJson.sha256(bytes),
                                    rows.size()));
                    items.addAll(rows);
                } catch (IOException e) {
                    throw missing(file, e.toString());
                }
            }
        }
        return new EvaluationSets(files, items);
    }

    private static List<Path> filesOf(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> found = all.filter(p -> p.toString().endsWith(".jsonl")).sorted().toList();
            if (found.isEmpty()) {
                throw missing(path, "a folder without .jsonl files");
            }
            return found;
        } catch (IOException e) {
            throw missing(path, e.toString());
        }
    }

    private static List<Item> rows(Path file, byte[] bytes) {
        List<Item> items = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            if (!line.isBlank()) {
                items.add(item(file, number, line));
            }
        }
        return items;
    }

    private static Item item(Path file, int number, String line) {
        try {
            JsonNode row = DatasetJson.tree(line);
            String question = first(row, QUESTIONS);
            for (JsonNode turn : row.path("messages")) {
                if (turn.path("role").asText().equals("user")) {
                    question = turn.path("content").asText();
                }
            }
            if (!question.isBlank()) {
                return new Item(question, first(row, ANSWERS));
            }
        } catch (IOException _) {
            // Said below, as for a row without a question.
        }
        throw new FeedException(
                Code.BAD_INPUT,
                "evaluation set '%s' has a row that is none: expected a JSON object with one of %s or messages, got another thing on line %d; correct the file"
                        .formatted(file, QUESTIONS, number));
    }

    private static String first(JsonNode row, List<String> names) {
        for (String name : names) {
            if (row.path(name).isTextual()) {
                return row.path(name).asText();
            }
        }
        return "";
    }

    private static FeedException missing(Path path, String got) {
        return new FeedException(
                Code.BAD_INPUT,
                "evaluation set '%s' cannot be read: expected JSON lines, got: %s; nothing was built, since rows of it could have been learned; correct --evaluation"
                        .formatted(path, got));
    }
}
