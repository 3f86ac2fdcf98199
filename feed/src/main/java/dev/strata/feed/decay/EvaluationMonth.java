package dev.strata.feed.decay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.feed.dataset.DatasetJson;
import dev.strata.feed.error.FeedException;
import dev.strata.feed.error.FeedException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One month's evaluation: how well each model answered each question.
 *
 * @param scores by model and the question's id, 0 (wrong) to 1 (right)
 */
public record EvaluationMonth(YearMonth month, Map<String, SortedMap<String, Double>> scores) {
    public EvaluationMonth {
        scores = Map.copyOf(scores);
    }

    /**
     * The evaluation of {@code month} in {@code folder}, {@code <month>.jsonl}: JSON lines with
     * {@code id}, {@code model}, {@code score}; empty where there is no such file.
     *
     * @throws FeedException BAD_INPUT where the file is of another form
     */
    public static Optional<EvaluationMonth> find(Path folder, YearMonth month) {
        Path file = folder.resolve(month + ".jsonl");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, SortedMap<String, Double>> scores = new TreeMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank()) {
                    add(scores, DatasetJson.tree(line));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "evaluation '%s' cannot be read: expected JSON lines with id, model and a score from 0 to 1, each once, got in line %d: %s; correct it or write it again with 'eval cascade --scores'"
                            .formatted(file, number, e.getMessage()),
                    e);
        }
        if (scores.isEmpty()) {
            throw new FeedException(
                    Code.BAD_INPUT,
                    "evaluation '%s' is empty: expected a line for each question and model, got none; write it again with 'eval cascade --scores'"
                            .formatted(file));
        }
        return Optional.of(new EvaluationMonth(month, scores));
    }

    private static void add(Map<String, SortedMap<String, Double>> scores, JsonNode line) {
        String id = line.path("id").asText("");
        String model = line.path("model").asText("");
        double score = line.path("score").asDouble(Double.NaN);
        if (id.isEmpty() || model.isEmpty() || !(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("id '%s', score %s".formatted(id, score));
        }
        if (scores.computeIfAbsent(model, _ -> new TreeMap<>()).put(id, score) != null) {
            throw new IllegalArgumentException("id '%s' of '%s' again".formatted(id, model));
        }
    }
}
