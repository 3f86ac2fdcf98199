package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.HeldAnswer;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.AnswerFormat;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.Fields;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.Tools;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes responses: one object with its items in it, or the events that build it up. */
final class ResponseFormat implements AnswerFormat {
    private final Asked asked;
    private final HeldAnswer held;
    private final long created = Instant.now().getEpochSecond();
    private final StringBuilder text = new StringBuilder();
    private ResponseItems items = new ResponseItems("");
    private @Nullable CommittedAnswer answer;

    /** What a response repeats of its request. */
    record Asked(
            String instructions,
            int maxOutputTokens,
            double temperature,
            double topP,
            JsonNode metadata,
            Toolset toolset) {}

    /**
     * What it repeats of the request's tools, and what was read of them.
     *
     * @param sent an array
     * @param choice a word or an object
     */
    record Toolset(JsonNode sent, JsonNode choice, Tools tools) {
        /** Whether an answer may hold several calls. */
        boolean parallel() {
            return !tools.isEmpty() && tools.several();
        }

        static Toolset of(Fields fields, Tools tools) {
            JsonNode sent = fields.find("tools").orElseGet(() -> Json.object().arrayNode());
            TextNode otherwise = TextNode.valueOf(tools.isEmpty() ? "none" : "auto");
            return new Toolset(sent, fields.find("tool_choice").orElse(otherwise), tools);
        }
    }

    ResponseFormat(Asked asked) {
        this.asked = asked;
        this.held = new HeldAnswer(asked.toolset().tools());
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        Choice choice = choices.getFirst();
        begin(choice.answer());
        return finished(CallText.of(choice.text(), asked.toolset().tools()), choice.result());
    }

    private void begin(CommittedAnswer committed) {
        answer = committed;
        items = new ResponseItems(committed.requestId());
    }

    @Override
    public Buffer opening(int choice, CommittedAnswer committed) {
        begin(committed);
        Buffer events = about("response.created").appendBuffer(about("response.in_progress"));
        // Whether there is a message at all shows at the end only, where tools may be called.
        return held.holds() ? events : events.appendBuffer(items.openMessage());
    }

    @Override
    public Buffer piece(int choice, TierEvent.Tokens piece) {
        if (piece.text().isEmpty() || held.hold(piece)) {
            return Buffer.buffer();
        }
        text.append(piece.text());
        return items.delta(piece.text());
    }

    @Override
    public Buffer closing(int choice, ChatResult result) {
        CallText said = held.holds() ? held.end().said() : CallText.text(text.toString());
        Buffer events = Buffer.buffer();
        if (hasMessage(said)) {
            if (held.holds()) {
                events.appendBuffer(items.openMessage()).appendBuffer(items.delta(said.content()));
            }
            events.appendBuffer(items.closeMessage(said.content(), status(said, result)));
        }
        for (int i = 0; i < said.calls().size(); i++) {
            events.appendBuffer(items.call(said.calls().get(i), i));
        }
        ObjectNode whole = ResponseItems.event("response." + status(said, result));
        whole.set("response", finished(said, result));
        return events.appendBuffer(items.numbered(whole));
    }

    private static boolean hasMessage(CallText said) {
        return said.calls().isEmpty() || !said.content().isEmpty();
    }

    @Override
    public Buffer end() {
        return Buffer.buffer();
    }

    @Override
    public Buffer broken(Failure failure, ChatResult soFar) {
        ObjectNode error = ResponseItems.event("error");
        ObjectNode inner = (ObjectNode) OpenAiError.of(failure).path("error");
        error.setAll(inner);
        error.put("type", "error");
        Answers.strata(error.putObject("strata"), soFar);
        return items.numbered(error);
    }

    /** An answer cut by its limit is incomplete in this API's words; calls are whole. */
    private static String status(CallText said, ChatResult result) {
        return isCut(said, result) ? "incomplete" : "completed";
    }

    private static boolean isCut(CallText said, ChatResult result) {
        return said.calls().isEmpty() && result.finish() == TierEvent.Reason.LENGTH;
    }

    private ObjectNode finished(CallText said, ChatResult result) {
        ObjectNode response = frame(status(said, result));
        if (isCut(said, result)) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        ArrayNode output = response.putArray("output");
        if (hasMessage(said)) {
            items.message(output.addObject(), said.content(), status(said, result));
        }
        for (int i = 0; i < said.calls().size(); i++) {
            items.call(output.addObject(), said.calls().get(i), i);
        }
        TokenUsage usage = result.usage();
        ObjectNode counts =
                response.putObject("usage")
                        .put("input_tokens", usage.prompt())
                        .put("output_tokens", usage.completion())
                        .put("total_tokens", usage.total());
        counts.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        counts.putObject("output_tokens_details").put("reasoning_tokens", 0);
        Answers.strata(response.putObject("strata"), result);
        return response;
    }

    private ObjectNode frame(String status) {
        ObjectNode response =
                Json.object()
                        .put("id", "resp_" + committed().requestId())
                        .put("object", "response")
                        .put("created_at", created)
                        .put("status", status)
                        .put("model", committed().model())
                        .put("max_output_tokens", asked.maxOutputTokens())
                        .put("temperature", asked.temperature())
                        .put("top_p", asked.topP())
                        .put("parallel_tool_calls", asked.toolset().parallel())
                        .put("store", false)
                        .putNull("error")
                        .putNull("incomplete_details");
        if (asked.instructions().isEmpty()) {
            response.putNull("instructions");
        } else {
            response.put("instructions", asked.instructions());
        }
        response.set("metadata", asked.metadata());
        response.set("tool_choice", asked.toolset().choice());
        response.set("tools", asked.toolset().sent());
        return response;
    }

    private Buffer about(String type) {
        ObjectNode event = ResponseItems.event(type);
        ObjectNode response = frame(ResponseItems.IN_PROGRESS);
        response.putArray("output");
        event.set("response", response);
        return items.numbered(event);
    }

    private CommittedAnswer committed() {
        CommittedAnswer known = answer;
        return known == null ? new CommittedAnswer("", "", "", "", "") : known;
    }
}
