package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.tier.AnswerSpec;
import dev.strata.gateway.tool.Nesting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What OpenAI's requests have in common. */
final class OpenAiFields {
    static final int DEFAULT_MAX_TOKENS = 256;
    private static final int MOST_CHOICES = 8;
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private OpenAiFields() {}

    static AnswerSpec.Sampling sampling(Fields fields) {
        return new AnswerSpec.Sampling(
                fields.number("temperature", 0.7),
                fields.number("top_p", 0.95),
                fields.integer("top_k", 0),
                fields.number("min_p", 0),
                fields.number("repetition_penalty", 1),
                fields.number("presence_penalty", 0),
                fields.number("frequency_penalty", 0),
                fields.integer("seed").orElseGet(ThreadLocalRandom.current()::nextLong));
    }

    static List<String> stop(Fields fields) {
        JsonNode stop = fields.find("stop").orElse(null);
        if (stop == null) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(stop.textValue());
        }
        if (!stop.isArray()) {
            throw fields.wrongType("stop", "a string or an array of strings", stop);
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode node : stop) {
            if (!node.isTextual()) {
                throw fields.wrongType("stop[" + strings.size() + "]", "a string", node);
            }
            strings.add(node.textValue());
        }
        return strings;
    }

    /** How many answers are wanted. */
    static int choices(Fields fields) {
        int n = fields.integer("n", 1);
        if (n < 1 || n > MOST_CHOICES) {
            throw fields.wrong("n", "is out of range", "1 to " + MOST_CHOICES, "" + n);
        }
        return n;
    }

    /** The stream ends with a chunk of usage. */
    static boolean includeUsage(Fields fields, boolean stream) {
        boolean wanted =
                fields.within("stream_options").map(o -> o.flag("include_usage")).orElse(false);
        if (wanted && !stream) {
            throw fields.wrong("stream_options", "needs a stream", "stream: true", "none");
        }
        return wanted;
    }

    /** The JSON schema of a {@code response_format}; empty for plain text. */
    static String schema(Fields fields) {
        return fields.within("response_format")
                .map(format ->
                        schema(
                                format,
                                "json_schema.schema",
                                format.within("json_schema")
                                        .flatMap(s -> s.find("schema"))
                                        .orElse(null)))
                .orElse("");
    }

    /** The schema of a format of a type, which the API keeps at {@code place} within it. */
    static String schema(Fields format, String place, @Nullable JsonNode schema) {
        String type = format.text("type", "text").toLowerCase(Locale.ROOT);
        return switch (type) {
            case "text" -> "";
            case "json_object" -> ANY_OBJECT;
            case "json_schema" -> {
                if (schema == null || !schema.isObject()) {
                    throw format.wrong(place, "is missing", "a JSON schema", "none");
                }
                yield Nesting.require(format.pathOf(place), schema).toString();
            }
            default -> throw format.unsupported("type", "'text', 'json_object' or 'json_schema'");
        };
    }

    static void refuseBias(Fields fields) {
        fields.find("logit_bias")
                .filter(node -> !node.isEmpty())
                .ifPresent(_ -> {
                    throw fields.unsupported("logit_bias", "none: tiers differ in their tokens");
                });
    }
}
