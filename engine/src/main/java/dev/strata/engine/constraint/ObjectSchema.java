package dev.strata.engine.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.strata.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Schemas of objects: named properties in the schema's order, or any names where it names none. */
record ObjectSchema(Language language, JsonText json, SchemaCompiler.Inner inner) {

    private record Property(Expr member, boolean required) {}

    Expr compile(Keywords keywords) {
        Map<String, JsonNode> named = named(keywords);
        Set<String> required = required(keywords);
        JsonNode others = keywords.of("additionalProperties");
        boolean closed = others.isBoolean() && !others.booleanValue();
        Expr other =
                others.isMissingNode() || others.isBoolean()
                        ? json.anyValue()
                        : inner.compile(others, keywords.at("additionalProperties"));
        if (named.isEmpty() && required.isEmpty()) {
            return unnamed(keywords, closed, other);
        }
        keywords.allow("type", "properties", "required", "additionalProperties");
        List<Property> properties = new ArrayList<>();
        named.forEach((name, schema) ->
                properties.add(
                        property(
                                name,
                                inner.compile(schema, keywords.at("properties") + "/" + name),
                                required.contains(name))));
        for (String name : required) {
            if (!named.containsKey(name)) {
                if (closed) {
                    throw keywords.wrong("required", "names that the properties have");
                }
                properties.add(property(name, other, true));
            }
        }
        return object(properties);
    }

    private Expr unnamed(Keywords keywords, boolean closed, Expr other) {
        keywords.allow(
                "type",
                "properties",
                "required",
                "additionalProperties",
                "minProperties",
                "maxProperties");
        int least = keywords.count("minProperties", 0);
        int most = keywords.count("maxProperties", Repeat.UNBOUNDED);
        if (least > 1 || most < least || (closed && least > 0)) {
            // names may repeat in a text, and would count once
            throw keywords.wrong("minProperties", "0 or 1, and at most maxProperties");
        }
        return json.map(other, least, closed ? 0 : most);
    }

    private static Map<String, JsonNode> named(Keywords keywords) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        JsonNode properties = keywords.of("properties");
        if (!properties.isMissingNode() && !properties.isObject()) {
            throw keywords.wrong("properties", "an object of schemas");
        }
        properties.fields().forEachRemaining(each -> named.put(each.getKey(), each.getValue()));
        return named;
    }

    private static Set<String> required(Keywords keywords) {
        Set<String> required = new LinkedHashSet<>();
        JsonNode names = keywords.of("required");
        if (!names.isMissingNode() && !names.isArray()) {
            throw keywords.wrong("required", "a list of names");
        }
        names.forEach(each -> required.add(each.asText()));
        return required;
    }

    private Property property(String name, Expr value, boolean required) {
        return new Property(
                json.member(language.text(TextNode.valueOf(name).toString()), value), required);
    }

    /**
     * From the last property to the first: what may follow where none came yet, and where one did.
     */
    private Expr object(List<Property> properties) {
        Expr close = json.close("}");
        Expr first = close;
        Expr further = close;
        for (Property property : properties.reversed()) {
            Expr alone = language.then(property.member(), further);
            Expr afterComma = language.sequence(language.text(","), property.member(), further);
            first = property.required() ? alone : language.anyOf(alone, first);
            further = property.required() ? afterComma : language.anyOf(afterComma, further);
        }
        return language.then(language.text("{"), first);
    }
}
