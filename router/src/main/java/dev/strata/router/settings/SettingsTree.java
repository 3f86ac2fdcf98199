package dev.strata.router.settings;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A settings file's YAML as a tree, and where its parts stand. */
final class SettingsTree {
    private static final ObjectMapper YAML =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private SettingsTree() {}

    /** The line that each value of the file begins at, by its path; 1 is the first line. */
    static Map<String, Integer> lines(SettingsText text) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text.text())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME && !token.isStructEnd()) {
                    var pointer =
                            token.isStructStart()
                                    ? parser.getParsingContext().getParent().pathAsPointer()
                                    : parser.getParsingContext().pathAsPointer();
                    String path = pointer.toString().replaceAll("/([0-9]+)(?=/|$)", "[$1]");
                    lines.putIfAbsent(
                            path.replaceFirst("^/", "").replace('/', '.'),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (IOException e) {
            throw new SettingsException(text.name(), List.of("it is not YAML: " + e.getMessage()));
        }
        return lines;
    }

    static ObjectNode parse(SettingsText text) {
        try {
            JsonNode tree = YAML.readTree(text.text());
            if (tree instanceof ObjectNode object) {
                return object;
            }
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                return JsonNodeFactory.instance.objectNode();
            }
        } catch (JacksonException e) {
            throw new SettingsException(
                    text.name(), List.of("it is not YAML: " + e.getOriginalMessage()));
        }
        throw new SettingsException(
                text.name(), List.of("the file is wrong: expected a mapping; correct it"));
    }

    static ObjectNode merge(ObjectNode base, ObjectNode over) {
        ObjectNode merged = base.deepCopy();
        for (Map.Entry<String, JsonNode> entry : over.properties()) {
            if (merged.get(entry.getKey()) instanceof ObjectNode below
                    && entry.getValue() instanceof ObjectNode above) {
                merged.set(entry.getKey(), merge(below, above));
            } else {
                merged.set(entry.getKey(), entry.getValue());
            }
        }
        return merged;
    }

    static String canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> '"' + entry.getKey() + "\":" + canonical(entry.getValue()))
                    .collect(joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return node.valueStream().map(SettingsTree::canonical).collect(joining(",", "[", "]"));
        }
        return node.toString();
    }
}
