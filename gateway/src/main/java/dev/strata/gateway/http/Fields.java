package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import java.util.Locale;
import java.util.Optional;

/**
 * One JSON object of a request, read field by field; each wrong type is named by the field's path.
 *
 * @param path of the object; empty for the request itself
 */
public record Fields(JsonNode object, String path) {
    /** A JSON object without fields. */
    public static JsonNode emptyObject() {
        return Json.object();
    }

    /** The path of a field of this object. */
    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The field; empty where it is missing or null. */
    public Optional<JsonNode> find(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A string; {@code otherwise} where it is missing or null. */
    public String text(String name, String otherwise) {
        return find(name)
                .map(node -> {
                    if (!node.isTextual()) {
                        throw wrongType(name, "a string", node);
                    }
                    return node.textValue();
                })
                .orElse(otherwise);
    }

    /** A number; {@code otherwise} where it is missing or null. */
    public double number(String name, double otherwise) {
        return find(name)
                .map(node -> {
                    if (!node.isNumber()) {
                        throw wrongType(name, "a number", node);
                    }
                    return node.doubleValue();
                })
                .orElse(otherwise);
    }

    /** An integer; empty where it is missing or null. */
    public Optional<Long> integer(String name) {
        return find(name)
                .map(node -> {
                    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                        throw wrongType(name, "an integer", node);
                    }
                    return node.longValue();
                });
    }

    /** An integer; out of the range of {@code int} it is cut to the nearest one. */
    public int integer(String name, int otherwise) {
        return integer(name)
                .map(value -> Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .orElse(otherwise);
    }

    /** A flag; false where it is missing or null. */
    public boolean flag(String name) {
        return find(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrongType(name, "true or false", node);
                    }
                    return node.booleanValue();
                })
                .orElse(false);
    }

    /** An object within; empty where it is missing or null. */
    public Optional<Fields> within(String name) {
        return find(name)
                .map(node -> {
                    if (!node.isObject()) {
                        throw wrongType(name, "an object", node);
                    }
                    return new Fields(node, pathOf(name));
                });
    }

    /** The failure of a field of another type. */
    public GatewayException wrongType(String name, String expected, JsonNode got) {
        return wrong(
                name,
                "has the wrong type",
                expected,
                got.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    /** The failure of a field with a wrong value. */
    public GatewayException wrong(String name, String what, String expected, String got) {
        String at = pathOf(name);
        return Failure.field(
                        at,
                        "%s %s: expected %s, got %s; correct it".formatted(at, what, expected, got))
                .exception();
    }

    /** The failure of a field that is known and not offered. */
    public GatewayException unsupported(String name, String offered) {
        String at = pathOf(name);
        return new Failure(
                        ErrorReason.UNSUPPORTED,
                        "%s is not offered here: expected %s; leave it out".formatted(at, offered),
                        at,
                        Optional.empty())
                .exception();
    }
}
