package dev.strata.engine.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Schemas of single values: literals, strings, numbers. */
final class Values {
    private static final int LONGEST_LITERAL = 4_096;

    private final Language language;

    Values(Language language) {
        this.language = language;
    }

    /** Of {@code const} and {@code enum}; those of another type than {@code type} fall away. */
    Expr literals(Keywords keywords) {
        List<JsonNode> wanted = new ArrayList<>();
        if (keywords.has("const")) {
            wanted.add(keywords.of("const"));
        }
        if (keywords.has("enum")) {
            JsonNode options = keywords.of("enum");
            if (!options.isArray()) {
                throw keywords.wrong("enum", "a list of values");
            }
            if (keywords.has("const")) {
                throw BadSchema.of(
                        keywords.at("enum"), "stands beside const", "one", "both", "leave one out");
            }
            options.forEach(wanted::add);
        }
        List<Expr> texts =
                wanted.stream()
                        .filter(value -> !keywords.has("type") || isOf(keywords.types(), value))
                        .map(value -> literal(keywords, value))
                        .toList();
        if (texts.isEmpty()) {
            throw BadSchema.of(
                    keywords.at(keywords.has("enum") ? "enum" : "const"),
                    "leaves no value",
                    "one of the schema's type",
                    wanted.toString(),
                    "correct type or values");
        }
        return language.anyOf(texts);
    }

    private Expr literal(Keywords keywords, JsonNode value) {
        String text = value.toString();
        if (text.length() > LONGEST_LITERAL) {
            throw BadSchema.of(
                    keywords.at("enum"),
                    "has a value that is too long",
                    "at most %d characters".formatted(LONGEST_LITERAL),
                    Integer.toString(text.length()),
                    "shorten it");
        }
        return language.text(text);
    }

    private static boolean isOf(List<String> types, JsonNode value) {
        return types.stream()
                .anyMatch(type ->
                        switch (type) {
                            case "null" -> value.isNull();
                            case "boolean" -> value.isBoolean();
                            case "string" -> value.isTextual();
                            case "integer" -> value.isIntegralNumber();
                            case "number" -> value.isNumber();
                            case "array" -> value.isArray();
                            case "object" -> value.isObject();
                            default -> false;
                        });
    }

    Expr string(Keywords keywords, JsonText json) {
        keywords.allow("type", "minLength", "maxLength", "pattern", "format");
        Optional<String> pattern =
                keywords.has("pattern")
                        ? Optional.of(keywords.text("pattern"))
                        : keywords.has("format")
                                ? Formats.pattern(keywords.text("format"))
                                : Optional.empty();
        int least = keywords.count("minLength", 0);
        int most = keywords.count("maxLength", Repeat.UNBOUNDED);
        if (pattern.isEmpty()) {
            if (most < least) {
                throw keywords.wrong("maxLength", "at least minLength");
            }
            return json.string(least, most);
        }
        if (keywords.has("minLength") || keywords.has("maxLength")) {
            throw BadSchema.of(
                    keywords.at(keywords.has("minLength") ? "minLength" : "maxLength"),
                    "stands beside a pattern",
                    "the length in the pattern, e.g. {1,20}",
                    "both",
                    "leave one out");
        }
        if (keywords.has("pattern") && keywords.has("format")) {
            throw BadSchema.of(
                    keywords.at("format"),
                    "stands beside a pattern",
                    "one",
                    "both",
                    "leave one out");
        }
        String at = keywords.at(keywords.has("pattern") ? "pattern" : "format");
        return json.quoted(Pattern.characters(language, json, at, pattern.get()));
    }

    Expr number(Keywords keywords, JsonText json, boolean whole) {
        keywords.allow("type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
        Bounds bounds = bounds(keywords);
        if (bounds.unbounded()) {
            return whole ? json.integer() : json.number();
        }
        Expr result =
                bounds.empty()
                        ? language.never()
                        : whole ? bounds.integers(language) : bounds.numbers(language, json);
        if (result instanceof Expr.Never) {
            throw BadSchema.of(
                    keywords.at("minimum"),
                    "leaves no number",
                    "minimum under maximum",
                    bounds.low() + " to " + bounds.high(),
                    "correct the bounds");
        }
        return result;
    }

    private static Bounds bounds(Keywords keywords) {
        Bounds none = Bounds.none();
        long least = bound(keywords, "minimum", none.low());
        long over = bound(keywords, "exclusiveMinimum", none.low());
        long most = bound(keywords, "maximum", none.high());
        long under = bound(keywords, "exclusiveMaximum", none.high());
        return new Bounds(
                Math.max(least, over),
                keywords.has("exclusiveMinimum") && over >= least,
                Math.min(most, under),
                keywords.has("exclusiveMaximum") && under <= most);
    }

    private static long bound(Keywords keywords, String keyword, long otherwise) {
        JsonNode value = keywords.of(keyword);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber()
                || !value.canConvertToExactIntegral()
                || Math.abs(value.doubleValue()) > Digits.LARGEST) {
            throw keywords.wrong(keyword, "a whole number of at most 18 digits");
        }
        return value.longValue();
    }
}
