package dev.strata.engine.constraint;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.strata.engine.EngineException;
import dev.strata.engine.constraint.Expr.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a JSON schema (2020-12, and what draft 7 shares with it) to the language of the texts
 * that an answer may be. Every such text satisfies the schema; some that would are left out:
 * properties come in the schema's order, and none come that it does not name where it names some.
 */
final class SchemaCompiler {
    private static final int MOST_CHARACTERS = 65_536;
    private static final int MOST_DEPTH = 64;

    /** Keywords that say something to people only, or to those who read the schema. */
    private static final Set<String> NOTES =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "$defs",
                    "definitions",
                    "title",
                    "description",
                    "default",
                    "examples",
                    "deprecated",
                    "readOnly",
                    "writeOnly");

    private final Language language = new Language();
    private final JsonText json = new JsonText(language);
    private final Map<String, Ref> references = new HashMap<>();
    private final JsonNode root;
    private final Values values = new Values(language);
    private int depth;

    private SchemaCompiler(JsonNode root) {
        this.root = root;
    }

    /**
     * @throws EngineException INVALID_REQUEST where the text is no JSON, uses a keyword that cannot
     *     be held by construction, contradicts itself, or recurs without end
     */
    static Automaton compile(String schema) {
        if (schema.length() > MOST_CHARACTERS) {
            throw BadSchema.of(
                    "#",
                    "is too large",
                    "at most %d characters".formatted(MOST_CHARACTERS),
                    Integer.toString(schema.length()),
                    "split it");
        }
        SchemaCompiler compiler = new SchemaCompiler(read(schema));
        Expr whole = compiler.schema(compiler.root, "#");
        compiler.checkRecursion();
        return new Automaton(compiler.language, whole);
    }

    private static JsonNode read(String schema) {
        try {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(schema);
        } catch (JsonProcessingException e) {
            throw BadSchema.of(
                    "#", "is no JSON", "a JSON schema", e.getOriginalMessage(), "correct it");
        }
    }

    private void checkRecursion() {
        references.forEach((pointer, ref) -> {
            if (language.recursEmpty(ref)) {
                throw BadSchema.of(
                        pointer,
                        "refers to itself alone",
                        "an object or an array between",
                        "a circle of references",
                        "correct the $ref");
            }
        });
    }

    private Expr schema(JsonNode node, String at) {
        if (node.isBoolean() && node.booleanValue()) {
            return json.anyValue();
        }
        if (!node.isObject()) {
            throw BadSchema.of(at, "is no schema", "an object", node.toString(), "correct it");
        }
        if (++depth > MOST_DEPTH) {
            throw BadSchema.of(
                    at, "is nested too deeply", "at most " + MOST_DEPTH, "more", "flatten it");
        }
        Expr result = keywords(new Keywords(node, at, NOTES));
        depth--;
        return result;
    }

    private Expr keywords(Keywords keywords) {
        if (keywords.has("$ref")) {
            keywords.allow("$ref");
            return reference(keywords);
        }
        if (keywords.has("const") || keywords.has("enum")) {
            keywords.allow("const", "enum", "type");
            return values.literals(keywords);
        }
        if (keywords.has("anyOf")) {
            keywords.allow("anyOf");
            return language.anyOf(branches(keywords, "anyOf"));
        }
        if (keywords.has("oneOf")) {
            keywords.allow("oneOf");
            Disjoint.check(keywords.of("oneOf"), keywords.at("oneOf"));
            return language.anyOf(branches(keywords, "oneOf"));
        }
        if (keywords.has("allOf")) {
            keywords.allow("allOf");
            return onlyBranch(keywords);
        }
        return typed(keywords);
    }

    private List<Expr> branches(Keywords keywords, String keyword) {
        JsonNode branches = keywords.of(keyword);
        if (!branches.isArray() || branches.isEmpty()) {
            throw BadSchema.of(
                    keywords.at(keyword),
                    "has no branches",
                    "a list of schemas",
                    branches.toString(),
                    "add one");
        }
        List<Expr> result = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            result.add(schema(branches.get(i), keywords.at(keyword) + "/" + i));
        }
        return result;
    }

    private Expr onlyBranch(Keywords keywords) {
        List<Expr> branches = branches(keywords, "allOf");
        if (branches.size() > 1) {
            throw BadSchema.of(
                    keywords.at("allOf"),
                    "joins schemas",
                    "one branch",
                    Integer.toString(branches.size()),
                    "write them as one schema");
        }
        return branches.getFirst();
    }

    private Expr reference(Keywords keywords) {
        String pointer = keywords.text("$ref");
        JsonNode target =
                pointer.equals("#") || pointer.startsWith("#/")
                        ? root.at(JsonPointer.compile(pointer.substring(1)))
                        : MissingNode.getInstance();
        if (target.isMissingNode()) {
            throw BadSchema.of(
                    keywords.at("$ref"),
                    "refers to nothing here",
                    "a pointer into this schema, such as #/$defs/name",
                    "'%s'".formatted(pointer),
                    "correct it");
        }
        Ref known = references.get(pointer);
        if (known != null) {
            return known;
        }
        Ref ref = language.declare();
        references.put(pointer, ref);
        language.define(ref, schema(target, pointer));
        return ref;
    }

    private Expr typed(Keywords keywords) {
        List<String> types = keywords.types();
        if (types.size() > 1 && !keywords.onlyType()) {
            throw BadSchema.of(
                    keywords.at("type"),
                    "has several types and further keywords",
                    "one type beside them",
                    types.toString(),
                    "use anyOf");
        }
        return language.anyOf(types.stream().map(type -> ofType(type, keywords)).toList());
    }

    private Expr ofType(String type, Keywords keywords) {
        return switch (type) {
            case "null" -> plain(keywords, "null");
            case "boolean" -> language.anyOf(plain(keywords, "true"), plain(keywords, "false"));
            case "string" -> values.string(keywords, json);
            case "integer" -> values.number(keywords, json, true);
            case "number" -> values.number(keywords, json, false);
            case "array" -> new ArraySchema(language, json, this::schema).compile(keywords);
            case "object" -> new ObjectSchema(language, json, this::schema).compile(keywords);
            case "any" -> {
                keywords.allow();
                yield json.anyValue();
            }
            default ->
                    throw BadSchema.of(
                            keywords.at("type"),
                            "is unknown",
                            "string, integer, number, boolean, null, array or object",
                            "'%s'".formatted(type),
                            "correct it");
        };
    }

    private Expr plain(Keywords keywords, String text) {
        keywords.allow("type");
        return language.text(text);
    }

    /** Compiles a schema within a schema. */
    @FunctionalInterface
    interface Inner {
        Expr compile(JsonNode schema, String at);
    }
}
