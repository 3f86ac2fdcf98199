package dev.strata.engine.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Whether branches exclude each other, so that what satisfies any satisfies exactly one. */
final class Disjoint {
    private Disjoint() {}

    /**
     * @throws dev.strata.engine.EngineException INVALID_REQUEST where that is not plain to see
     */
    static void check(JsonNode branches, String at) {
        for (int i = 0; i < branches.size(); i++) {
            for (int j = i + 1; j < branches.size(); j++) {
                if (!disjoint(branches.get(i), branches.get(j))) {
                    throw BadSchema.of(
                            at,
                            "has branches that may overlap",
                            "different types, or a property with a different const each",
                            "branches %d and %d".formatted(i, j),
                            "use anyOf");
                }
            }
        }
    }

    private static boolean disjoint(JsonNode a, JsonNode b) {
        Set<String> types = types(a);
        Set<String> others = types(b);
        boolean apart = !types.isEmpty() && !others.isEmpty();
        if (apart && types.stream().noneMatch(others::contains)) {
            return true;
        }
        Set<JsonNode> values = values(a);
        Set<JsonNode> otherValues = values(b);
        if (!values.isEmpty() && !otherValues.isEmpty()) {
            return values.stream().noneMatch(otherValues::contains);
        }
        return toldApart(a, b);
    }

    /** By a property that both require, with values of its own in each. */
    private static boolean toldApart(JsonNode a, JsonNode b) {
        for (JsonNode required : a.path("required")) {
            String name = required.asText();
            boolean both = false;
            for (JsonNode other : b.path("required")) {
                both |= other.asText().equals(name);
            }
            Set<JsonNode> values = values(a.path("properties").path(name));
            Set<JsonNode> others = values(b.path("properties").path(name));
            if (both
                    && !values.isEmpty()
                    && !others.isEmpty()
                    && values.stream().noneMatch(others::contains)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> types(JsonNode schema) {
        Set<String> types = new HashSet<>();
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(each -> types.add(each.asText()));
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static Set<JsonNode> values(JsonNode schema) {
        Set<JsonNode> values = new HashSet<>();
        if (schema.has("const")) {
            values.add(schema.get("const"));
        }
        schema.path("enum").forEach(values::add);
        return values;
    }
}
