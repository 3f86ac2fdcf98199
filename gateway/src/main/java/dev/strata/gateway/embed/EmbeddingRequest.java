package dev.strata.gateway.embed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.StrataFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for embeddings, read.
 *
 * @param isOne whether the input is a text and not a list
 * @param base64 whether vectors go out as little-endian floats in Base64, as OpenAI's clients ask
 */
record EmbeddingRequest(List<String> texts, boolean isOne, boolean base64) {
    private static final int MOST_TEXTS = 2048;

    EmbeddingRequest {
        texts = List.copyOf(texts);
    }

    /**
     * Reads a body.
     *
     * @throws dev.strata.gateway.error.GatewayException naming the first field that is wrong
     */
    static EmbeddingRequest of(Fields body, SentenceModel model) {
        requireModel(body.text("model", ""), model);
        long dimensions = body.integer("dimensions").orElse((long) model.dimensions());
        if (dimensions != model.dimensions()) {
            throw body.wrong(
                    "dimensions",
                    "is not what the model gives",
                    Integer.toString(model.dimensions()),
                    Long.toString(dimensions));
        }
        boolean isOne = body.find("input").filter(JsonNode::isTextual).isPresent();
        return new EmbeddingRequest(texts(body), isOne, base64(body));
    }

    /** The path of the text with that number. */
    String path(int index) {
        return isOne ? "input" : "input[" + index + "]";
    }

    /** An upper bound of the tokens: every token has a byte, and each window two of its own. */
    long mostTokens() {
        return texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length + 2L)
                .sum();
    }

    private static void requireModel(String asked, SentenceModel model) {
        if (!asked.isEmpty() && !asked.equals("auto") && !asked.equals(model.name())) {
            throw new Failure(
                            ErrorReason.UNKNOWN_MODEL,
                            "model %s makes no embeddings: expected '%s' or 'auto', got another; correct it"
                                    .formatted(StrataFields.quoted(asked), model.name()),
                            "model",
                            Optional.empty())
                    .exception();
        }
    }

    private static boolean base64(Fields body) {
        String format = body.text("encoding_format", "float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw body.wrong(
                            "encoding_format",
                            "is unknown",
                            "float or base64",
                            StrataFields.quoted(format));
        };
    }

    private static List<String> texts(Fields body) {
        JsonNode input =
                body.find("input")
                        .orElseThrow(
                                () -> body.wrong("input", "is missing", "a text or texts", "none"));
        List<String> texts = new ArrayList<>();
        if (input.isArray()) {
            input.forEach(one -> texts.add(text(body, "input[" + texts.size() + "]", one)));
        } else {
            texts.add(text(body, "input", input));
        }
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw body.wrong(
                    "input",
                    "has a wrong length",
                    "1 to " + MOST_TEXTS + " texts",
                    Integer.toString(texts.size()));
        }
        return texts;
    }

    private static String text(Fields body, String at, JsonNode node) {
        if (!node.isTextual()) {
            throw body.wrongType(at, "a text (token ids are another model's)", node);
        }
        String text = node.textValue();
        if (text.isBlank()) {
            throw body.wrong(at, "is empty", "text", "none");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw body.wrong(at, "is not valid Unicode", "paired surrogates", "a lone surrogate");
        }
        return text;
    }
}
