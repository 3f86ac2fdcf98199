package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.http.Choice;
import dev.strata.gateway.http.OpenAiError;
import dev.strata.gateway.http.Sse;
import dev.strata.gateway.tier.TierEvent;
import dev.strata.gateway.tier.TokenUsage;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Writes answers and errors in OpenAI's shapes, with what Strata adds under {@code strata}. */
final class Answers {
    private Answers() {}

    /**
     * The event of a stream that breaks off. No [DONE] follows: a client that waits for it knows.
     */
    static Buffer broken(Failure failure, ChatResult soFar) {
        ObjectNode error = OpenAiError.of(failure);
        strata(error.putObject("strata"), soFar);
        return Sse.event("error", error);
    }

    static String finish(TierEvent.Reason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
        };
    }

    static void usage(ObjectNode into, TokenUsage usage) {
        into.put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.completion())
                .put("total_tokens", usage.total());
        into.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
    }

    /** The usage of all choices: the prompt counts once, since it is one request. */
    static TokenUsage usage(List<Choice> choices) {
        TokenUsage first = choices.getFirst().result().usage();
        int completion =
                choices.stream().mapToInt(choice -> choice.result().usage().completion()).sum();
        return new TokenUsage(first.prompt(), first.cached(), completion);
    }

    /** What the mesh did: of the one choice, or of each. */
    static void strata(ObjectNode into, List<Choice> choices) {
        strata(into, choices.getFirst().result());
        if (choices.size() > 1) {
            ArrayNode all = into.putArray("choices");
            choices.forEach(choice -> strata(all.addObject(), choice.result()));
        }
    }

    static void strata(ObjectNode into, ChatResult result) {
        into.put("request_id", result.requestId())
                .put("tier", result.tier())
                .put("model", result.model())
                .put("reason_code", result.reasonCode())
                .put("reason", result.reason())
                .put("cost", result.cost())
                .put("overhead_ms", result.overheadMs())
                .put("degraded", result.degraded())
                .put("privacy_token", result.privacyToken());
        if (result.cache() != CacheMark.NONE) {
            into.put("cache", result.cache().word());
        }
        usage(into.putObject("usage_total"), result.usageTotal());
        ArrayNode attempts = into.putArray("attempts");
        for (ChatResult.Attempt attempt : result.attempts()) {
            ObjectNode node =
                    attempts.addObject()
                            .put("tier", attempt.tier())
                            .put("model", attempt.model())
                            .put("outcome", attempt.outcome())
                            .put("reason", attempt.reason())
                            .put("time_to_first_token_ms", attempt.timeToFirstTokenMs())
                            .put("duration_ms", attempt.durationMs())
                            .put("cost", attempt.cost());
            usage(node.putObject("usage"), attempt.usage());
        }
    }

    /** Adds a piece's tokens to {@code logprobs.content}. */
    static void logprobs(ArrayNode content, TierEvent.Tokens piece) {
        for (TierEvent.Token token : piece.tokens()) {
            ObjectNode node = token(content, token.text(), token.logprob());
            ArrayNode top = node.putArray("top_logprobs");
            token.top().forEach(t -> token(top, t.text(), t.logprob()));
        }
    }

    private static ObjectNode token(ArrayNode into, ByteString text, float logprob) {
        ObjectNode node =
                into.addObject().put("token", text.toStringUtf8()).put("logprob", logprob);
        ArrayNode bytes = node.putArray("bytes");
        for (byte b : text) {
            bytes.add(b & 0xff);
        }
        return node;
    }
}
