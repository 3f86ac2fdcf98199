package dev.strata.engine.layout;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strata.engine.EngineException;
import dev.strata.engine.gguf.BadModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a model folder, whose fields are asked for by name; a dot goes into an object.
 */
record JsonFile(Path path, JsonNode root) {
    /** Longer files than any tokenizer's, or any index of shards, are refused. */
    private static final int MOST_BYTES = 64 << 20;

    /** The same of all other files, which are settings. */
    private static final int MOST_SETTINGS_BYTES = 4 << 20;

    private static final int MOST_SHOWN = 120;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * Reads a file that may be missing.
     *
     * @throws EngineException with BAD_MODEL where it is there and no JSON object
     */
    static Optional<JsonFile> find(Path folder, String name) {
        Path path = folder.resolve(name);
        return Files.isRegularFile(path) ? Optional.of(read(path)) : Optional.empty();
    }

    /**
     * Reads a file that must be there.
     *
     * @throws EngineException with BAD_MODEL
     */
    static JsonFile require(Path folder, String name) {
        return find(folder, name)
                .orElseThrow(() ->
                        BadModel.of(
                                "model folder '" + folder + "'",
                                "lacks a file",
                                name,
                                "none",
                                "copy the whole model, its tokenizer included"));
    }

    private static JsonFile read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            String name = String.valueOf(path.getFileName());
            boolean isLong = name.equals("tokenizer.json") || name.endsWith(".index.json");
            int most = isLong ? MOST_BYTES : MOST_SETTINGS_BYTES;
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw bad(path, "is too long", "at most " + most + " bytes", "more");
            }
            JsonNode root = JSON.readTree(bytes);
            if (root == null || !root.isObject()) {
                throw bad(path, "is broken", "a JSON object", "something else");
            }
            return new JsonFile(path, root);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw bad(path, "is broken", "a JSON object", shown(why));
        }
    }

    /** The value, or null where it is missing or null itself. */
    @Nullable JsonNode node(String field) {
        JsonNode node = root;
        for (String part : field.split("\\.")) {
            node = node.path(part);
        }
        return node.isMissingNode() || node.isNull() ? null : node;
    }

    boolean has(String field) {
        return node(field) != null;
    }

    Optional<String> text(String field) {
        JsonNode node = node(field);
        if (node != null && !node.isTextual()) {
            throw odd(field, "a text", node);
        }
        return Optional.ofNullable(node).map(JsonNode::textValue);
    }

    Optional<Boolean> flag(String field) {
        JsonNode node = node(field);
        if (node != null && !node.isBoolean()) {
            throw odd(field, "true or false", node);
        }
        return Optional.ofNullable(node).map(JsonNode::booleanValue);
    }

    /** A whole number from {@code least} to 2^31 - 1. */
    int whole(String field, int least) {
        return findWhole(field, least)
                .orElseThrow(() -> bad(path, "lacks a field", "'" + field + "'", "none"));
    }

    Optional<Integer> findWhole(String field, int least) {
        JsonNode node = node(field);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < least) {
            throw odd(field, "a whole number of at least " + least, node);
        }
        return Optional.of(node.intValue());
    }

    /** A finite number greater than 0. */
    double positive(String field) {
        return findPositive(field)
                .orElseThrow(() -> bad(path, "lacks a field", "'" + field + "'", "none"));
    }

    Optional<Double> findPositive(String field) {
        JsonNode node = node(field);
        if (node == null) {
            return Optional.empty();
        }
        double number = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(number > 0 && number <= Float.MAX_VALUE)) {
            throw odd(field, "a number greater than 0", node);
        }
        return Optional.of(number);
    }

    /** Fails where {@code holds} does not. */
    void expect(String field, boolean holds, Object expected, @Nullable Object got) {
        if (!holds) {
            throw odd(field, expected, String.valueOf(got));
        }
    }

    EngineException odd(String field, Object expected, Object got) {
        return BadModel.of(
                "file '%s' field '%s'".formatted(path, field),
                "is not supported",
                expected,
                shown(String.valueOf(got)),
                "use a model of a supported shape");
    }

    private static EngineException bad(Path path, String wrong, Object expected, Object got) {
        return BadModel.of(
                "file '" + path + "'", wrong, expected, got, "use a complete model folder");
    }

    private static String shown(String text) {
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    }
}
