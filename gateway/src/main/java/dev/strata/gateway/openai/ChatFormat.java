package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.AnswerFormat;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.Json;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes chat completions: one object, or chunks and {@code [DONE]}. */
final class ChatFormat implements AnswerFormat {
    private static final String DONE = "data: [DONE]\n\n";

    private final boolean wantsLogprobs;
    private final boolean includeUsage;
    private final long created = Instant.now().getEpochSecond();
    private @Nullable CommittedAnswer first;
    private @Nullable ChatResult last;
    private TokenUsage usage = TokenUsage.NONE;

    ChatFormat(boolean wantsLogprobs, boolean includeUsage) {
        this.wantsLogprobs = wantsLogprobs;
        this.includeUsage = includeUsage;
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        CommittedAnswer answer = choices.getFirst().answer();
        ObjectNode root = frame("chat.completion", answer);
        ArrayNode array = root.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            ObjectNode node = array.addObject().put("index", i);
            node.putObject("message")
                    .put("role", "assistant")
                    .put("content", choice.text())
                    .putNull("refusal");
            if (wantsLogprobs) {
                ArrayNode content = node.putObject("logprobs").putArray("content");
                choice.pieces().forEach(piece -> Answers.logprobs(content, piece));
            } else {
                node.putNull("logprobs");
            }
            node.put("finish_reason", Answers.finish(choice.result().finish()));
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
        ObjectNode chunk = chunk();
        ObjectNode node = choice(chunk, choice, wantsLogprobs);
        node.putObject("delta").put("content", piece.text());
        node.putNull("finish_reason");
        if (wantsLogprobs) {
            Answers.logprobs(node.withObject("logprobs").putArray("content"), piece);
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
        ObjectNode chunk = chunk();
        ObjectNode node = choice(chunk, choice, false);
        node.putObject("delta");
        node.put("finish_reason", Answers.finish(result.finish()));
        if (!includeUsage) {
            Answers.strata(chunk.putObject("strata"), result);
        }
        return Sse.data(chunk);
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
