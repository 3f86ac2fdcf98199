package dev.strata.engine.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Definitions of tools: JSON objects whose strings are all a caller's. Immutable. */
final class ToolDefinitions {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** Fields that templates ask for by name; no control token reads so. */
    private static final Set<String> KNOWN =
            Set.of("type", "function", "name", "description", "parameters");

    private final List<JsonNode> tools;

    private ToolDefinitions(List<JsonNode> tools) {
        this.tools = tools;
    }

    /**
     * @throws EngineException with INVALID_REQUEST where one is no JSON object
     */
    static ToolDefinitions of(List<String> tools) {
        var nodes = new ArrayList<JsonNode>(tools.size());
        for (int i = 0; i < tools.size(); i++) {
            nodes.add(object(i, tools.get(i)));
        }
        return new ToolDefinitions(nodes);
    }

    private static JsonNode object(int index, String text) {
        try {
            var node = MAPPER.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException _) {
            // Told below; the text is a caller's.
        }
        throw new EngineException(
                EngineError.INVALID_REQUEST,
                "tools[%d] cannot be read: expected a JSON object, got other text; correct it"
                        .formatted(index));
    }

    /** Every string in them, names of fields included. */
    List<String> strings() {
        var strings = new ArrayList<String>();
        hidden(text -> {
            strings.add(text);
            return text;
        });
        return strings;
    }

    /** As a template sees them, each string hidden. */
    List<Object> hidden(UnaryOperator<String> hide) {
        var all = new ArrayList<Object>(tools.size());
        tools.forEach(tool -> all.add(value(tool, hide)));
        return all;
    }

    private static @Nullable Object value(JsonNode node, UnaryOperator<String> hide) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                node.properties()
                        .forEach(field ->
                                fields.put(
                                        KNOWN.contains(field.getKey())
                                                ? field.getKey()
                                                : hide.apply(field.getKey()),
                                        value(field.getValue(), hide)));
                yield fields;
            }
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(value(item, hide)));
                yield items;
            }
            case STRING -> hide.apply(node.textValue());
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    /** The filter {@code tojson}. */
    static final class ToJson implements Filter {
        @Override
        public String getName() {
            return "tojson";
        }

        @Override
        public Object filter(
                @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
            try {
                return MAPPER.writer(new Blanks()).writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tool's definition cannot be written", e);
            }
        }
    }

    /** One line, a blank after each comma and colon. */
    private static final class Blanks extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
