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

/** Writes plain completions: one object, or chunks of the same shape and {@code [DONE]}. */
final class CompletionFormat implements AnswerFormat {
    private static final String DONE = "data: [DONE]\n\n";

    private final String echo;
    private final boolean wantsLogprobs;
    private final boolean includeUsage;
    private final long created = Instant.now().getEpochSecond();
    private @Nullable CommittedAnswer first;
    private @Nullable ChatResult last;
    private int completionTokens;
    private int sent;

    /**
     * @param echo goes before each choice; empty for none
     */
    CompletionFormat(String echo, boolean wantsLogprobs, boolean includeUsage) {
        this.echo = echo;
        this.wantsLogprobs = wantsLogprobs;
        this.includeUsage = includeUsage;
    }

    @Override
    public ObjectNode whole(List<Choice> choices) {
        ObjectNode root = frame(choices.getFirst().answer());
        ArrayNode array = root.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            ObjectNode node = array.addObject().put("text", echo + choice.text()).put("index", i);
            logprobs(node, choice.pieces(), 0);
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
        sent = 0;
        return echo.isEmpty() ? Buffer.buffer() : Sse.data(chunk(choice, echo));
    }

    @Override
    public Buffer piece(int choice, TierEvent.Tokens piece) {
        if (piece.text().isEmpty() && !wantsLogprobs) {
            return Buffer.buffer();
        }
        ObjectNode chunk = chunk(choice, piece.text());
        logprobs((ObjectNode) chunk.at("/choices/0"), List.of(piece), sent);
        sent += piece.text().length();
        return Sse.data(chunk);
    }

    @Override
    public Buffer closing(int choice, ChatResult result) {
        last = result;
        completionTokens += result.usage().completion();
        ObjectNode chunk = chunk(choice, "");
        ((ObjectNode) chunk.at("/choices/0")).put("finish_reason", Answers.finish(result.finish()));
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
        ObjectNode chunk = frame(answer());
        chunk.putArray("choices");
        Answers.usage(
                chunk.putObject("usage"),
                new TokenUsage(result.usage().prompt(), result.usage().cached(), completionTokens));
        Answers.strata(chunk.putObject("strata"), result);
        return Sse.data(chunk).appendString(DONE);
    }

    @Override
    public Buffer broken(Failure failure, ChatResult soFar) {
        return Answers.broken(failure, soFar);
    }

    private CommittedAnswer answer() {
        CommittedAnswer answer = first;
        if (answer == null) {
            throw new IllegalStateException("a piece came before its answer was committed");
        }
        return answer;
    }

    private ObjectNode chunk(int choice, String text) {
        ObjectNode chunk = frame(answer());
        chunk.putArray("choices")
                .addObject()
                .put("text", text)
                .put("index", choice)
                .putNull("logprobs")
                .putNull("finish_reason");
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode frame(CommittedAnswer answer) {
        return Json.object()
                .put("id", "cmpl-" + answer.requestId())
                .put("object", "text_completion")
                .put("created", created)
                .put("model", answer.model());
    }

    /** Offsets count characters of the choice's own text. */
    private void logprobs(ObjectNode choice, List<TierEvent.Tokens> pieces, int offset) {
        if (!wantsLogprobs) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode node = choice.putObject("logprobs");
        ArrayNode offsets = node.putArray("text_offset");
        ArrayNode logprobs = node.putArray("token_logprobs");
        ArrayNode tokens = node.putArray("tokens");
        ArrayNode tops = node.putArray("top_logprobs");
        int at = offset;
        for (TierEvent.Tokens piece : pieces) {
            for (TierEvent.Token token : piece.tokens()) {
                offsets.add(at);
                logprobs.add(token.logprob());
                tokens.add(token.text().toStringUtf8());
                ObjectNode top = tops.addObject();
                token.top().forEach(t -> top.put(t.text().toStringUtf8(), t.logprob()));
                at += token.text().toStringUtf8().length();
            }
        }
    }
}
