package dev.strata.router.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.router.settings.SettingsText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question whose answer can be checked.
 *
 * @param kind of traffic that it stands for; never a feature
 * @param check how an answer is graded
 * @param answer what it is graded against: a letter, a number, a text, or Python's asserts
 */
public record Question(String id, String kind, String prompt, Check check, String answer) {

    /** How an answer is graded. */
    public enum Check {
        /** The first letter of an option that stands alone. */
        LETTER,
        /** The last number. */
        NUMBER,
        /** Holds a text, ignoring case. */
        CONTAINS,
        /** The first code block passes the asserts. */
        PYTHON
    }

    /** The rows of a file, in its order. */
    public static List<Question> read(Path file) {
        List<Question> questions = new ArrayList<>();
        for (JsonNode line : Row.lines(file)) {
            String where = "%s' line '%d".formatted(file, questions.size() + 1);
            questions.add(
                    new Question(
                            Row.text(line, "id", where),
                            Row.text(line, "kind", where),
                            Row.text(line, "prompt", where),
                            check(Row.text(line, "check", where), where),
                            Row.text(line, "answer", where)));
        }
        return questions;
    }

    /**
     * The same question with its options in another order: each letter stands before the option
     * that comes half the list later, so that no option keeps its letter. Empty where it has no
     * options.
     */
    public Optional<Question> reordered() {
        return check == Check.LETTER
                ? Options.of(prompt)
                        .map(options ->
                                new Question(
                                        id, kind, options.turned(), check, options.turned(answer)))
                : Optional.empty();
    }

    /** Most tokens of an answer that its kind of check can need. */
    public int maxTokens() {
        return switch (check) {
            case LETTER -> 12;
            case CONTAINS -> 48;
            case PYTHON -> 256;
            case NUMBER -> 400;
        };
    }

    /** Whether an answer to it is whole: it ended, or has all the tokens that it may have. */
    public boolean isAnsweredBy(StoredAnswer answer) {
        return answer.ended() || answer.tokens() >= maxTokens();
    }

    /** What an answer is stored under: its prompt's SHA-256. */
    public String key() {
        return SettingsText.sha256(prompt);
    }

    /**
     * The questions by turns of their kinds, so that any beginning of the list is a fair sample.
     */
    public static List<Question> byTurns(List<Question> questions) {
        Map<String, Integer> seen = new HashMap<>();
        Map<Question, Integer> turn = new HashMap<>();
        questions.stream()
                .sorted(Comparator.comparing(Question::id))
                .forEach(question ->
                        turn.put(question, seen.merge(question.kind(), 1, Integer::sum)));
        return questions.stream()
                .sorted(
                        Comparator.<Question, Integer>comparing(turn::get)
                                .thenComparing(Question::id))
                .toList();
    }

    private static Check check(String name, String where) {
        return switch (name) {
            case "letter" -> Check.LETTER;
            case "number" -> Check.NUMBER;
            case "contains" -> Check.CONTAINS;
            case "python" -> Check.PYTHON;
            default ->
                    throw new IllegalArgumentException(
                            "rows '%s' have a wrong 'check': expected letter, number, contains or python, got %s; correct the file"
                                    .formatted(where, name));
        };
    }
}
