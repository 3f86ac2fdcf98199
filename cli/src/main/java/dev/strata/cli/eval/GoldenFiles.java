package dev.strata.cli.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.engine.TokenIds;
import dev.strata.engine.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A folder of recorded answers, in JSON lines.
 *
 * @param folder holds {@code MODEL.jsonl} and {@code tokens-MODEL.jsonl}
 */
record GoldenFiles(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws IllegalArgumentException where the folder is missing
     */
    GoldenFiles {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    ("folder '%s' of golden answers is missing: expected v1.jsonl, tokens-v1.jsonl and so on"
                                    + " in it, got no folder; name one with --dir"
                                    + " (./strata eval golden --help describes the files)")
                            .formatted(folder));
        }
    }

    /** The recorded conversations of {@code model}. */
    List<GoldenRow> rows(String model) {
        return read(folder.resolve(model + ".jsonl"), GoldenFiles::row);
    }

    /**
     * The recorded strings of {@code model}; V3's tokenizer is V2's, so V2's file serves it too.
     */
    List<GoldenRow.Text> texts(String model) {
        var own = folder.resolve("tokens-" + model + ".jsonl");
        var shared = folder.resolve("tokens-v2.jsonl");
        return read(
                model.equals("v3") && !Files.exists(own) ? shared : own,
                node -> new GoldenRow.Text(text(node, "text"), ids(node, "ids")));
    }

    private static GoldenRow row(JsonNode node) {
        var messages =
                stream(node, "messages")
                        .map(m -> new ChatMessage(text(m, "role"), text(m, "content")))
                        .toList();
        var steps =
                stream(node, "steps")
                        .map(step ->
                                new GoldenRow.Step(
                                        field(step, "id").asInt(),
                                        field(step, "logprob").asDouble(),
                                        margin(field(step, "top"))))
                        .toList();
        return new GoldenRow(messages, text(node, "rendered"), ids(node, "prompt_ids"), steps);
    }

    private static double margin(JsonNode top) {
        return top.path(0).path(1).asDouble() - top.path(1).path(1).asDouble();
    }

    private static <T> List<T> read(Path file, Function<JsonNode, T> decode) {
        List<String> lines;
        try {
            if (!Files.exists(file)) {
                throw new IllegalArgumentException(
                        "file '%s' of golden answers is missing: expected one JSON object a line, got no file; see --help"
                                .formatted(file));
            }
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var rows = new ArrayList<T>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            try {
                rows.add(decode.apply(JSON.readTree(lines.get(i))));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "file '%s' line %d is not a golden answer: expected the fields that --help lists, got %s; correct the line"
                                .formatted(file, i + 1, firstLine(e)),
                        e);
            }
        }
        return rows;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing");
    }

    private static JsonNode field(JsonNode node, String name) {
        var value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no field '" + name + "'");
        }
        return value;
    }

    private static String text(JsonNode node, String name) {
        return field(node, name).asText();
    }

    private static TokenIds ids(JsonNode node, String name) {
        return TokenIds.of(stream(node, name).mapToInt(JsonNode::asInt).toArray());
    }

    private static Stream<JsonNode> stream(JsonNode node, String name) {
        return StreamSupport.stream(field(node, name).spliterator(), false);
    }
}
