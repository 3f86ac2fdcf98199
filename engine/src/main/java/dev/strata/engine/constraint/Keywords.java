package dev.strata.engine.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The keywords of one schema; each that constrains must be allowed by whoever compiles it. */
final class Keywords {
    private static final Set<String> OF_OBJECTS =
            Set.of(
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                    "maxProperties");
    private static final Set<String> OF_ARRAYS =
            Set.of("items", "prefixItems", "minItems", "maxItems");
    private static final Set<String> OF_STRINGS =
            Set.of("minLength", "maxLength", "pattern", "format");
    private static final Set<String> OF_NUMBERS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

    private final JsonNode node;
    private final String at;
    private final Set<String> notes;

    Keywords(JsonNode node, String at, Set<String> notes) {
        this.node = node;
        this.at = at;
        this.notes = notes;
    }

    boolean has(String keyword) {
        return node.has(keyword);
    }

    JsonNode of(String keyword) {
        return node.path(keyword);
    }

    /** JSON pointer to {@code keyword}. */
    String at(String keyword) {
        return at + "/" + keyword.replace("~", "~0").replace("/", "~1");
    }

    /** Refuses any other keyword, since it could not be held. */
    void allow(String... keywords) {
        Set<String> allowed = Set.of(keywords);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name) && !notes.contains(name)) {
                throw BadSchema.of(
                        at(name),
                        "uses a keyword that is not held here",
                        allowed.isEmpty()
                                ? "none"
                                : String.join(", ", allowed.stream().sorted().toList()),
                        "'%s'".formatted(name),
                        "leave it out or rewrite the schema");
            }
        }
    }

    /** True where only the type is said. */
    boolean onlyType() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals("type") && !notes.contains(name)) {
                return false;
            }
        }
        return true;
    }

    /** The types; where none is said, the one that the keywords are about, or {@code any}. */
    List<String> types() {
        JsonNode type = of("type");
        if (type.isMissingNode()) {
            return List.of(guessed());
        }
        List<String> types = new ArrayList<>();
        (type.isArray() ? type : List.of(type)).forEach(each -> types.add(each.asText()));
        return types;
    }

    private String guessed() {
        if (hasAny(OF_OBJECTS)) {
            return "object";
        }
        if (hasAny(OF_ARRAYS)) {
            return "array";
        }
        if (hasAny(OF_STRINGS)) {
            return "string";
        }
        return hasAny(OF_NUMBERS) ? "number" : "any";
    }

    private boolean hasAny(Set<String> keywords) {
        return keywords.stream().anyMatch(node::has);
    }

    String text(String keyword) {
        JsonNode value = of(keyword);
        if (!value.isTextual()) {
            throw wrong(keyword, "a string");
        }
        return value.textValue();
    }

    /** A count, or {@code otherwise} where it is not said. */
    int count(String keyword, int otherwise) {
        JsonNode value = of(keyword);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.canConvertToExactIntegral()
                || value.longValue() < 0
                || value.longValue() > 1_000_000) {
            throw wrong(keyword, "a whole number from 0 to 1000000");
        }
        return value.intValue();
    }

    RuntimeException wrong(String keyword, String expected) {
        return BadSchema.of(
                at(keyword), "is wrong", expected, of(keyword).toString(), "correct it");
    }
}
