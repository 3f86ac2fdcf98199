package dev.strata.router.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Answers of models to questions, kept in a file of JSON lines to which answers are appended, so
 * that a run that was cut goes on where it ended. A file that ends in {@code .gz} is read only.
 *
 * <p>Thread-safe.
 */
public final class AnswerBook {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float ROUND = 1e4f;

    private final Path file;
    private final Map<Key, StoredAnswer> answers = new LinkedHashMap<>();

    private record Key(String model, String precision, String question) {}

    private AnswerBook(Path file) {
        this.file = file;
    }

    /** Opens a file, which need not exist. A last line that was cut is left out. */
    public static AnswerBook open(Path file) {
        AnswerBook book = new AnswerBook(file);
        if (!Files.exists(file)) {
            return book;
        }
        try (BufferedReader lines = reader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                book.read(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read answers " + file, e);
        }
        return book;
    }

    /** The answer of a model to a question's prompt. */
    public synchronized Optional<StoredAnswer> find(
            String model, String precision, Question question) {
        return Optional.ofNullable(answers.get(new Key(model, precision, question.key())));
    }

    /** Keeps an answer, its numbers rounded as the file has them, in memory and in the file. */
    public synchronized void add(StoredAnswer answer) {
        try {
            String line = json(answer).toString();
            read(line);
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write answers " + file, e);
        }
    }

    /** How many answers there are. */
    public synchronized int size() {
        return answers.size();
    }

    private void read(String line) throws IOException {
        if (line.endsWith("}")) {
            StoredAnswer answer = answer(JSON.readTree(line));
            answers.put(key(answer), answer);
        }
    }

    private static Key key(StoredAnswer answer) {
        return new Key(answer.model(), answer.precision(), answer.question());
    }

    private static BufferedReader reader(Path file) throws IOException {
        var bytes = Files.newInputStream(file);
        return new BufferedReader(
                new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                        StandardCharsets.UTF_8));
    }

    private static StoredAnswer answer(JsonNode line) {
        return new StoredAnswer(
                line.path("model").asText(),
                line.path("precision").asText(),
                line.path("parameters").asLong(),
                line.path("question").asText(),
                line.path("text").asText(),
                line.path("ended").asBoolean(),
                numbers(line.path("logprobs")),
                numbers(line.path("entropies")),
                line.path("prompt_tokens").asInt());
    }

    private static List<Float> numbers(JsonNode array) {
        List<Float> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asInt() / ROUND));
        return numbers;
    }

    private static ObjectNode json(StoredAnswer answer) {
        ObjectNode line = JSON.createObjectNode();
        line.put("model", answer.model());
        line.put("precision", answer.precision());
        line.put("parameters", answer.parameters());
        line.put("question", answer.question());
        line.put("prompt_tokens", answer.promptTokens());
        line.put("ended", answer.ended());
        line.put("text", answer.text());
        line.set("logprobs", rounded(answer.logprobs()));
        line.set("entropies", rounded(answer.entropies()));
        return line;
    }

    /** Ten-thousandths as whole numbers: enough for a decision, and short. */
    private static ArrayNode rounded(List<Float> numbers) {
        ArrayNode array = JSON.createArrayNode();
        numbers.forEach(number -> array.add(Math.round(number * ROUND)));
        return array;
    }
}
