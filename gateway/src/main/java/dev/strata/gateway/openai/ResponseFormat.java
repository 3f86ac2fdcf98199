package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.AnswerFormat;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes responses: one object with one message in it, or the events that build it up. */
final class ResponseFormat implements AnswerFormat {
    private static final String IN_PROGRESS = "in_progress";

    private final Asked asked;
    private final long created = Instant.now().getEpochSecond();
    private final StringBuilder text = new StringBuilder();
    private @Nullable CommittedAnswer answer;
    private int sequence;

    /** What a response repeats of its request. */
    record Asked(
            String instructions,
            int maxOutputTokens,
            double temperature,
            double topP,
            JsonNode metadata) {}

    ResponseFormat(Asked asked) {
        this.asked = asked;
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        Choice choice = choices.getFirst();
        answer = choice.answer();
        text.append(choice.text());
        return finished(choice.result());
    }

    @Override
    public Buffer opening(int choice, CommittedAnswer committed) {
        answer = committed;
        ObjectNode added = event("response.output_item.added").put("output_index", 0);
        message(added.putObject("item"), IN_PROGRESS).putArray("content");
        ObjectNode part = place("response.content_part.added");
        textPart(part.putObject("part"), "");
        return about("response.created")
                .appendBuffer(about("response.in_progress"))
                .appendBuffer(numbered(added))
                .appendBuffer(numbered(part));
    }

    @Override
    public Buffer piece(int choice, TierEvent.Tokens piece) {
        if (piece.text().isEmpty()) {
            return Buffer.buffer();
        }
        text.append(piece.text());
        ObjectNode delta = place("response.output_text.delta").put("delta", piece.text());
        delta.putArray("logprobs");
        return numbered(delta);
    }

    @Override
    public Buffer closing(int choice, ChatResult result) {
        ObjectNode done = place("response.output_text.done").put("text", text.toString());
        done.putArray("logprobs");
        ObjectNode part = place("response.content_part.done");
        textPart(part.putObject("part"), text.toString());
        ObjectNode item = event("response.output_item.done").put("output_index", 0);
        textPart(
                message(item.putObject("item"), status(result)).putArray("content").addObject(),
                text.toString());
        ObjectNode whole = event("response." + status(result));
        whole.set("response", finished(result));
        return numbered(done)
                .appendBuffer(numbered(part))
                .appendBuffer(numbered(item))
                .appendBuffer(numbered(whole));
    }

    @Override
    public Buffer end() {
        return Buffer.buffer();
    }

    @Override
    public Buffer broken(Failure failure, ChatResult soFar) {
        ObjectNode error = event("error");
        ObjectNode inner = (ObjectNode) OpenAiError.of(failure).path("error");
        error.setAll(inner);
        error.put("type", "error");
        Answers.strata(error.putObject("strata"), soFar);
        return numbered(error);
    }

    /** An answer cut by its limit is incomplete in this API's words. */
    private static String status(ChatResult result) {
        return switch (result.finish()) {
            case STOP -> "completed";
            case LENGTH -> "incomplete";
        };
    }

    private ObjectNode finished(ChatResult result) {
        ObjectNode response = frame(status(result));
        if (result.finish() == TierEvent.Reason.LENGTH) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        textPart(
                message(response.putArray("output").addObject(), status(result))
                        .putArray("content")
                        .addObject(),
                text.toString());
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
                        .put("parallel_tool_calls", false)
                        .put("tool_choice", "none")
                        .put("store", false)
                        .putNull("error")
                        .putNull("incomplete_details");
        if (asked.instructions().isEmpty()) {
            response.putNull("instructions");
        } else {
            response.put("instructions", asked.instructions());
        }
        response.set("metadata", asked.metadata());
        response.putArray("tools");
        return response;
    }

    private Buffer about(String type) {
        ObjectNode event = event(type);
        ObjectNode response = frame(IN_PROGRESS);
        response.putArray("output");
        event.set("response", response);
        return numbered(event);
    }

    private ObjectNode message(ObjectNode item, String status) {
        return item.put("id", itemId())
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
    }

    private static void textPart(ObjectNode part, String text) {
        part.put("type", "output_text").put("text", text);
        part.putArray("annotations");
    }

    private ObjectNode place(String type) {
        return event(type).put("item_id", itemId()).put("output_index", 0).put("content_index", 0);
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private Buffer numbered(ObjectNode event) {
        return Sse.event(event.path("type").asText(), event.put("sequence_number", sequence++));
    }

    private String itemId() {
        return "msg_" + committed().requestId();
    }

    private CommittedAnswer committed() {
        CommittedAnswer known = answer;
        return known == null ? new CommittedAnswer("", "", "", "", "") : known;
    }
}
