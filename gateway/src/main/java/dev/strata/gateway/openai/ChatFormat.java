package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.HeldAnswer;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.AnswerFormat;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import dev.strata.gateway.tool.CallText;
import dev.strata.gateway.tool.ToolCall;
import dev.strata.gateway.tool.Tools;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes chat completions: one object, or chunks and {@code [DONE]}. */
final class ChatFormat implements AnswerFormat {
    private static final String DONE = "data: [DONE]\n\n";

    private final boolean wantsLogprobs;
    private final boolean includeUsage;
    private final Tools tools;
    private final HeldAnswer held;
    private final long created = Instant.now().getEpochSecond();
    private @Nullable CommittedAnswer first;
    private @Nullable ChatResult last;
    private TokenUsage usage = TokenUsage.NONE;

    /**
     * @param tools that the answer may call; with any, a stream's answer comes in one go at its end
     */
    ChatFormat(boolean wantsLogprobs, boolean includeUsage, Tools tools) {
        this.wantsLogprobs = wantsLogprobs;
        this.includeUsage = includeUsage;
        this.tools = tools;
        this.held = new HeldAnswer(tools);
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        CommittedAnswer answer = choices.getFirst().answer();
        ObjectNode root = frame("chat.completion", answer);
        ArrayNode array = root.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            ObjectNode node = array.addObject().put("index", i);
            CallText said = CallText.of(choice.text(), tools);
            message(node.putObject("message"), said, choice.answer().requestId());
            if (wantsLogprobs) {
                ArrayNode content = node.putObject("logprobs").putArray("content");
                choice.pieces().forEach(piece -> Answers.logprobs(content, piece));
            } else {
                node.putNull("logprobs");
            }
            node.put("finish_reason", finish(said, choice.result()));
        }
        Answers.usage(root.putObject("usage"), Answers.usage(choices));
        Answers.strata(root.putObject("strata"), choices);
        return root;
    }

    @Override
    public Buffer opening(int choice, CommittedAnswer answer) {
        if (first == null) {
            first = answer;
        }
        ObjectNode chunk = chunk();
        ObjectNode node = choice(chunk, choice, false);
        node.putObject("delta").put("role", "assistant").put("content", "");
        node.putNull("finish_reason");
        return Sse.data(chunk);
    }

    @Override
    public Buffer piece(int choice, TierEvent.Tokens piece) {
        if (piece.text().isEmpty() && !wantsLogprobs) {
            return Buffer.buffer();
        }
        return held.hold(piece) ? Buffer.buffer() : content(choice, piece);
    }

    private Buffer content(int choice, TierEvent.Tokens piece) {
        ObjectNode chunk = chunk();
        ObjectNode node = choice(chunk, choice, wantsLogprobs);
        node.putObject("delta").put("content", piece.text());
        node.putNull("finish_reason");
        if (wantsLogprobs) {
            Answers.logprobs(node.putObject("logprobs").putArray("content"), piece);
        }
        return Sse.data(chunk);
    }

    @Override
    public Buffer closing(int choice, ChatResult result) {
        last = result;
        usage =
                new TokenUsage(
                        result.usage().prompt(),
                        result.usage().cached(),
                        usage.completion() + result.usage().completion());
        HeldAnswer.Whole whole = held.end();
        Buffer events = heldEvents(choice, whole, result.requestId());
        ObjectNode chunk = chunk();
        ObjectNode node = choice(chunk, choice, false);
        node.putObject("delta");
        node.put("finish_reason", finish(whole.said(), result));
        if (!includeUsage) {
            Answers.strata(chunk.putObject("strata"), result);
        }
        return events.appendBuffer(Sse.data(chunk));
    }

    /**
     * What was held back: text as it came, or its calls. The log-probabilities of all its tokens go
     * out once then, as in a whole answer, with the first event.
     */
    private Buffer heldEvents(int choice, HeldAnswer.Whole whole, String requestId) {
        Buffer events = Buffer.buffer();
        CallText said = whole.said();
        if (said.calls().isEmpty()) {
            whole.pieces().forEach(piece -> events.appendBuffer(content(choice, piece)));
            return events;
        }
        TierEvent.Tokens content = whole.tokensBeside(said.content());
        boolean speaks = !said.content().isEmpty();
        if (speaks) {
            events.appendBuffer(content(choice, content));
        }
        for (int i = 0; i < said.calls().size(); i++) {
            ObjectNode chunk = chunk();
            boolean carriesTokens = wantsLogprobs && i == 0 && !speaks;
            ObjectNode node = choice(chunk, choice, carriesTokens);
            if (carriesTokens) {
                Answers.logprobs(node.putObject("logprobs").putArray("content"), content);
            }
            ArrayNode calls = node.putObject("delta").putArray("tool_calls");
            call(calls.addObject().put("index", i), said.calls().get(i), requestId, i);
            node.putNull("finish_reason");
            events.appendBuffer(Sse.data(chunk));
        }
        return events;
    }

    private static void message(ObjectNode message, CallText said, String requestId) {
        message.put("role", "assistant");
        if (said.calls().isEmpty() || !said.content().isEmpty()) {
            message.put("content", said.content());
        } else {
            message.putNull("content");
        }
        message.putNull("refusal");
        if (!said.calls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (int i = 0; i < said.calls().size(); i++) {
                call(calls.addObject(), said.calls().get(i), requestId, i);
            }
        }
    }

    private static void call(ObjectNode node, ToolCall call, String requestId, int index) {
        node.put("id", ToolCall.id("call", requestId, index)).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    }

    private static String finish(CallText said, ChatResult result) {
        return said.calls().isEmpty() ? Answers.finish(result.finish()) : "tool_calls";
    }

    @Override
    public Buffer end() {
        ChatResult result = last;
        if (!includeUsage || result == null) {
            return Buffer.buffer(DONE);
        }
        ObjectNode chunk = chunk();
        chunk.putArray("choices");
        Answers.usage(chunk.putObject("usage"), usage);
        Answers.strata(chunk.putObject("strata"), result);
        return Sse.data(chunk).appendString(DONE);
    }

    @Override
    public Buffer broken(Failure failure, ChatResult soFar) {
        return Answers.broken(failure, soFar);
    }

    private ObjectNode chunk() {
        CommittedAnswer answer = first;
        if (answer == null) {
            throw new IllegalStateException("a piece came before its answer was committed");
        }
        ObjectNode chunk = frame("chat.completion.chunk", answer);
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode frame(String object, CommittedAnswer answer) {
        return Json.object()
                .put("id", "chatcmpl-" + answer.requestId())
                .put("object", object)
                .put("created", created)
                .put("model", answer.model());
    }

    private static ObjectNode choice(ObjectNode chunk, int index, boolean logprobs) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        if (!logprobs) {
            choice.putNull("logprobs");
        }
        return choice;
    }
}
