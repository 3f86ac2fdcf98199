package dev.strata.gateway.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.HeldAnswer;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.AnswerFormat;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.gateway.tool.Tools;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes messages: one object, or the events that build it up. */
final class MessageFormat implements AnswerFormat {
    private final Tools tools;
    private final HeldAnswer held;

    /**
     * @param tools that the answer may call; with any, a stream's answer comes in one go at its end
     */
    MessageFormat(Tools tools) {
        this.tools = tools;
        this.held = new HeldAnswer(tools);
    }

    /** An error's body; its event in a stream has the same. */
    static ObjectNode error(Failure failure) {
        ObjectNode root = Json.object().put("type", "error");
        root.putObject("error")
                .put("type", type(failure.reason()))
                .put("message", failure.message());
        return root;
    }

    private static String type(ErrorReason reason) {
        return switch (reason.http()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            case 500 -> "api_error";
            default -> "invalid_request_error";
        };
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        Choice choice = choices.getFirst();
        ObjectNode message = frame(choice.answer());
        CallText said = CallText.of(choice.text(), tools);
        ArrayNode content = message.putArray("content");
        if (hasText(said)) {
            content.addObject().put("type", "text").put("text", said.content());
        }
        for (int i = 0; i < said.calls().size(); i++) {
            ToolCall call = said.calls().get(i);
            use(content.addObject(), call, choice.result(), i)
                    .set("input", Json.read(call.arguments().getBytes(StandardCharsets.UTF_8)));
        }
        message.put("stop_reason", stopReason(said, choice.result())).putNull("stop_sequence");
        usage(message.putObject("usage"), choice.result());
        strata(message.putObject("strata"), choice.result());
        return message;
    }

    private static boolean hasText(CallText said) {
        return said.calls().isEmpty() || !said.content().isEmpty();
    }

    private static ObjectNode use(ObjectNode block, ToolCall call, ChatResult result, int index) {
        return block.put("type", "tool_use")
                .put("id", ToolCall.id("toolu", result.requestId(), index))
                .put("name", call.name());
    }

    @Override
    public Buffer opening(int choice, CommittedAnswer answer) {
        ObjectNode start = Json.object().put("type", "message_start");
        ObjectNode message = frame(answer);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 0).put("output_tokens", 0);
        start.set("message", message);
        // Whether there is text at all shows at the end only, where tools may be called.
        return held.holds() ? event(start) : event(start).appendBuffer(textStart());
    }

    private static Buffer textStart() {
        ObjectNode block = block("content_block_start", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        return event(block);
    }

    private static ObjectNode block(String type, int index) {
        return Json.object().put("type", type).put("index", index);
    }

    @Override
    public Buffer piece(int choice, TierEvent.Tokens piece) {
        return piece.text().isEmpty() || held.hold(piece)
                ? Buffer.buffer()
                : textDelta(piece.text());
    }

    private static Buffer textDelta(String text) {
        ObjectNode delta = block("content_block_delta", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", text);
        return event(delta);
    }

    @Override
    public Buffer closing(int choice, ChatResult result) {
        CallText said = held.end().said();
        Buffer events = Buffer.buffer();
        int blocks = 0;
        if (hasText(said)) {
            if (held.holds()) {
                events.appendBuffer(textStart()).appendBuffer(textDelta(said.content()));
            }
            events.appendBuffer(event(block("content_block_stop", blocks++)));
        }
        for (int i = 0; i < said.calls().size(); i++) {
            events.appendBuffer(call(blocks++, said.calls().get(i), result, i));
        }
        ObjectNode delta = Json.object().put("type", "message_delta");
        delta.putObject("delta")
                .put("stop_reason", stopReason(said, result))
                .putNull("stop_sequence");
        usage(delta.putObject("usage"), result);
        strata(delta.putObject("strata"), result);
        return events.appendBuffer(event(delta));
    }

    private static Buffer call(int at, ToolCall call, ChatResult result, int index) {
        ObjectNode start = block("content_block_start", at);
        use(start.putObject("content_block"), call, result, index).putObject("input");
        ObjectNode delta = block("content_block_delta", at);
        delta.putObject("delta")
                .put("type", "input_json_delta")
                .put("partial_json", call.arguments());
        return event(start)
                .appendBuffer(event(delta))
                .appendBuffer(event(block("content_block_stop", at)));
    }

    @Override
    public Buffer end() {
        return event(Json.object().put("type", "message_stop"));
    }

    @Override
    public Buffer broken(Failure failure, ChatResult soFar) {
        ObjectNode error = error(failure);
        strata(error.putObject("strata"), soFar);
        return event(error);
    }

    private static ObjectNode frame(CommittedAnswer answer) {
        return Json.object()
                .put("id", "msg_" + answer.requestId())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", answer.model());
    }

    private static String stopReason(CallText said, ChatResult result) {
        if (!said.calls().isEmpty()) {
            return "tool_use";
        }
        return switch (result.finish()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
        };
    }

    private static void usage(ObjectNode into, ChatResult result) {
        var usage = result.usage();
        // Cached tokens count beside the others here, not among them.
        into.put("input_tokens", usage.prompt() - usage.cached())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", usage.cached())
                .put("output_tokens", usage.completion());
    }

    private static void strata(ObjectNode into, ChatResult result) {
        into.put("request_id", result.requestId())
                .put("tier", result.tier())
                .put("reason_code", result.reasonCode())
                .put("reason", result.reason())
                .put("attempts", result.attempts().size())
                .put("cost", result.cost())
                .put("overhead_ms", result.overheadMs())
                .put("degraded", result.degraded())
                .put("privacy_token", result.privacyToken());
        if (result.cache() != CacheMark.NONE) {
            into.put("cache", result.cache().word());
        }
    }

    private static Buffer event(ObjectNode data) {
        return Sse.event(data.path("type").asText(), data);
    }
}
