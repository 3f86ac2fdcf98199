package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.tier.TierEvent;
import io.vertx.core.http.HttpServerResponse;

/** Answers with one JSON object. */
final class JsonSink extends HttpSink {
    private final long created;
    private final boolean wantsLogprobs;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode logprobs = Json.object().arrayNode();

    JsonSink(HttpServerResponse response, long created, boolean wantsLogprobs) {
        super(response);
        this.created = created;
        this.wantsLogprobs = wantsLogprobs;
    }

    @Override
    public void committed(CommittedAnswer answer) {
        Headers.committed(response(), answer);
    }

    @Override
    public void piece(TierEvent.Tokens piece) {
        text.append(piece.text());
        if (wantsLogprobs) {
            Answers.logprobs(logprobs, piece);
        }
    }

    @Override
    public void finished(ChatResult result) {
        ObjectNode root =
                Answers.frame("chat.completion", result.requestId(), created, result.model());
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text.toString())
                .putNull("refusal");
        if (wantsLogprobs) {
            choice.putObject("logprobs").set("content", logprobs);
        } else {
            choice.putNull("logprobs");
        }
        choice.put("finish_reason", Answers.finish(result.finish()));
        Answers.usage(root.putObject("usage"), result.usage());
        Answers.strata(root.putObject("strata"), result);
        Headers.totals(response(), result);
        send(response(), 200, root);
    }

    /** Nothing is sent before the end, so that there is nothing to be slow about. */
    @Override
    public boolean ready() {
        return true;
    }
}
