package dev.strata.gateway.tool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The tools of a request.
 *
 * @param tools that may be called; none where the request has none or forbids them
 * @param mustCall the answer is a call and nothing else
 * @param several the answer may hold more than one call
 */
public record Tools(List<Tool> tools, boolean mustCall, boolean several) {
    /** None. */
    public static final Tools NONE = new Tools(List.of(), false, true);

    /**
     * One tool.
     *
     * @param definition JSON, as a model's template takes it
     * @param parameters a JSON schema of an object
     */
    public record Tool(String name, String definition, JsonNode parameters) {
        public Tool {
            requireNonNull(name, "name is null");
            requireNonNull(definition, "definition is null");
            requireNonNull(parameters, "parameters is null");
        }
    }

    public Tools {
        tools = List.copyOf(tools);
        if (mustCall && tools.isEmpty()) {
            throw new IllegalArgumentException(
                    "tools are empty: expected one that is called, got none");
        }
    }

    /** True where there is none. */
    public boolean isEmpty() {
        return tools.isEmpty();
    }

    /** The same, for a call of {@code name} and nothing else; empty where there is no such tool. */
    public Optional<Tools> only(String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .map(tool -> new Tools(List.of(tool), true, false));
    }

    /** Each as a model's template takes it. */
    public List<String> definitions() {
        return tools.stream().map(Tool::definition).toList();
    }

    /** True where a tool is called so. */
    boolean has(String name) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    /** The JSON schema of a call of any of them; empty where the answer need not be one. */
    public String schemaOfCall() {
        if (!mustCall) {
            return "";
        }
        if (tools.size() == 1) {
            return schemaOfCall(tools.getFirst()).toString();
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode each = schema.putArray("anyOf");
        tools.forEach(tool -> each.add(schemaOfCall(tool)));
        return schema.toString();
    }

    private static ObjectNode schemaOfCall(Tool tool) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("name").put("const", tool.name());
        properties.set("arguments", tool.parameters());
        schema.putArray("required").add("name").add("arguments");
        return schema.put("additionalProperties", false);
    }
}
