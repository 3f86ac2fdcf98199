package dev.strata.gateway.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls as models write them: {@code <tool_call>}, an object of {@code name} and {@code arguments},
 * {@code </tool_call>}.
 *
 * @param content what stands beside the calls
 * @param calls in order; none where the text is no call, or not wholly understood
 */
public record CallText(String content, List<ToolCall> calls) {
    /** How an answer begins that must be a call. */
    public static final String BEGIN = "<tool_call>\n";

    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    private static final JsonMapper MAPPER = Nesting.mapper();

    public CallText {
        calls = List.copyOf(calls);
    }

    /** An answer that calls nothing. */
    public static CallText text(String answer) {
        return new CallText(answer, List.of());
    }

    /** Reads an answer; one that is not understood in every call is all content. */
    public static CallText of(String answer, Tools tools) {
        if (tools.mustCall()) {
            return call(answer, tools)
                    .map(call -> new CallText("", List.of(call)))
                    .orElseGet(() -> text(answer));
        }
        StringBuilder content = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        int at = 0;
        for (int open = answer.indexOf(OPEN); open >= 0; open = answer.indexOf(OPEN, at)) {
            int begin = open + OPEN.length();
            int close = answer.indexOf(CLOSE, begin);
            // The closing mark may have been the answer's last token, and not been written.
            int end = close < 0 ? answer.length() : close;
            Optional<ToolCall> call = call(answer.substring(begin, end), tools);
            if (call.isEmpty()) {
                return text(answer);
            }
            calls.add(call.get());
            content.append(answer, at, open);
            at = close < 0 ? end : end + CLOSE.length();
        }
        if (calls.isEmpty()) {
            return text(answer);
        }
        content.append(answer, at, answer.length());
        return new CallText(
                content.toString().strip(), tools.several() ? calls : calls.subList(0, 1));
    }

    /**
     * An answer as the turn in which its client sends it back: its calls as {@link #write} has
     * them.
     */
    public static String turn(String answer, Tools tools) {
        CallText said = of(answer, tools);
        return said.calls().isEmpty() ? answer : write(said.content(), said.calls()).orElse(answer);
    }

    private static Optional<ToolCall> call(String json, Tools tools) {
        return object(json)
                .filter(call -> tools.has(call.path("name").asText()))
                .flatMap(call ->
                        arguments(call.path("arguments"))
                                .map(arguments ->
                                        new ToolCall(call.path("name").asText(), arguments)));
    }

    private static Optional<String> arguments(JsonNode node) {
        if (node.isTextual()) {
            return object(node.textValue()).map(JsonNode::toString);
        }
        if (node.isMissingNode() || node.isNull()) {
            return Optional.of("{}");
        }
        return node.isObject() ? Optional.of(node.toString()) : Optional.empty();
    }

    /** A JSON object; empty where the text is none. */
    static Optional<JsonNode> object(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /**
     * A turn with calls, as the model would have written it; empty where a call's arguments are no
     * JSON object.
     */
    public static Optional<String> write(String content, List<ToolCall> calls) {
        StringBuilder text = new StringBuilder(content);
        for (ToolCall call : calls) {
            if (!append(text, call)) {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    /**
     * Writes a call after what the turn has so far.
     *
     * @return false where its arguments are no JSON object, and nothing was written
     */
    public static boolean append(StringBuilder turn, ToolCall call) {
        Optional<JsonNode> arguments =
                call.arguments().isBlank()
                        ? Optional.of(MAPPER.createObjectNode())
                        : object(call.arguments());
        if (arguments.isEmpty()) {
            return false;
        }
        if (!turn.isEmpty()) {
            turn.append('\n');
        }
        turn.append(BEGIN)
                .append("{\"name\": ")
                .append(json(MAPPER.getNodeFactory().textNode(call.name())))
                .append(", \"arguments\": ")
                .append(json(arguments.get()))
                .append("}\n")
                .append(CLOSE);
        return true;
    }

    private static String json(JsonNode node) {
        try {
            return MAPPER.writer(new Blanks()).writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    /** One line, a blank after each comma and colon, as the models learned it. */
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
