package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tool.ToolCall;
import io.vertx.core.buffer.Buffer;

/**
 * Writes the items of one response, as objects and as the numbered events that build them up: a
 * message at most, then calls. Called by one thread at a time.
 */
final class ResponseItems {
    static final String IN_PROGRESS = "in_progress";
    private static final String COMPLETED = "completed";
    private static final String OUTPUT_INDEX = "output_index";
    private static final String ITEM_ID = "item_id";
    private static final String ITEM = "item";

    private final String requestId;
    private int sequence;
    private int done;

    ResponseItems(String requestId) {
        this.requestId = requestId;
    }

    static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    /** An event, with its number. */
    Buffer numbered(ObjectNode event) {
        return Sse.event(event.path("type").asText(), event.put("sequence_number", sequence++));
    }

    Buffer openMessage() {
        ObjectNode added = event("response.output_item.added").put(OUTPUT_INDEX, done);
        frame(added.putObject(ITEM), IN_PROGRESS).putArray("content");
        ObjectNode part = place("response.content_part.added");
        textPart(part.putObject("part"), "");
        return numbered(added).appendBuffer(numbered(part));
    }

    Buffer delta(String text) {
        ObjectNode delta = place("response.output_text.delta").put("delta", text);
        delta.putArray("logprobs");
        return numbered(delta);
    }

    Buffer closeMessage(String text, String status) {
        ObjectNode whole = place("response.output_text.done").put("text", text);
        whole.putArray("logprobs");
        ObjectNode part = place("response.content_part.done");
        textPart(part.putObject("part"), text);
        ObjectNode item = event("response.output_item.done").put(OUTPUT_INDEX, done);
        message(item.putObject(ITEM), text, status);
        done++;
        return numbered(whole).appendBuffer(numbered(part)).appendBuffer(numbered(item));
    }

    /** The events of a whole call, the {@code index}th of its answer. */
    Buffer call(ToolCall call, int index) {
        ObjectNode added = event("response.output_item.added").put(OUTPUT_INDEX, done);
        call(added.putObject(ITEM), call, index).put("arguments", "").put("status", IN_PROGRESS);
        ObjectNode delta =
                ofCall("response.function_call_arguments.delta", index)
                        .put("delta", call.arguments());
        ObjectNode whole =
                ofCall("response.function_call_arguments.done", index)
                        .put("name", call.name())
                        .put("arguments", call.arguments());
        ObjectNode item = event("response.output_item.done").put(OUTPUT_INDEX, done);
        call(item.putObject(ITEM), call, index);
        done++;
        return numbered(added)
                .appendBuffer(numbered(delta))
                .appendBuffer(numbered(whole))
                .appendBuffer(numbered(item));
    }

    /** Writes a call into its item. */
    ObjectNode call(ObjectNode item, ToolCall call, int index) {
        return item.put("id", callId(index))
                .put("type", "function_call")
                .put("status", COMPLETED)
                .put("call_id", ToolCall.id("call", requestId, index))
                .put("name", call.name())
                .put("arguments", call.arguments());
    }

    /** Writes a message into its item. */
    void message(ObjectNode item, String text, String status) {
        textPart(frame(item, status).putArray("content").addObject(), text);
    }

    private ObjectNode frame(ObjectNode item, String status) {
        return item.put("id", messageId())
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
    }

    private static void textPart(ObjectNode part, String text) {
        part.put("type", "output_text").put("text", text);
        part.putArray("annotations");
    }

    private ObjectNode place(String type) {
        return event(type)
                .put(ITEM_ID, messageId())
                .put(OUTPUT_INDEX, done)
                .put("content_index", 0);
    }

    private ObjectNode ofCall(String type, int index) {
        return event(type).put(ITEM_ID, callId(index)).put(OUTPUT_INDEX, done);
    }

    private String callId(int index) {
        return ToolCall.id("fc", requestId, index);
    }

    private String messageId() {
        return "msg_" + requestId;
    }
}
