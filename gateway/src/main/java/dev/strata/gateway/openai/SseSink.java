package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers with server-sent events. The status waits for an answer to be committed, at most the
 * header hold; then 200 goes out and comments keep the connection alive.
 *
 * <p>Its calls come under the run's lock; the timer's run under this object's own.
 */
final class SseSink extends HttpSink {
    private static final Buffer KEEP_ALIVE = Buffer.buffer(": keep-alive\n\n");
    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

    private final Vertx vertx;
    private final OpenAiSettings settings;
    private final boolean includeUsage;
    private final boolean wantsLogprobs;
    private final long created;
    private @Nullable CommittedAnswer committed;
    private boolean over;
    private long timer;

    SseSink(
            Vertx vertx,
            HttpServerResponse response,
            OpenAiSettings settings,
            CompletionRequest request,
            long created) {
        super(response);
        this.vertx = vertx;
        this.settings = settings;
        this.includeUsage = request.includeUsage();
        this.wantsLogprobs = request.command().answer().logprobs();
        this.created = created;
        this.timer = vertx.setTimer(settings.headerHold().toMillis(), _ -> hold());
    }

    /** Nothing is committed yet and the client has waited long enough for a sign of life. */
    private synchronized void hold() {
        if (over || committed != null || response().ended() || response().closed()) {
            return;
        }
        if (!response().headWritten()) {
            head();
        }
        write(KEEP_ALIVE);
        timer = vertx.setTimer(settings.keepAlive().toMillis(), _ -> hold());
    }

    private void head() {
        response()
                .setStatusCode(200)
                .setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no");
    }

    @Override
    public synchronized void committed(CommittedAnswer answer) {
        committed = answer;
        vertx.cancelTimer(timer);
        if (!response().headWritten()) {
            Headers.committed(response(), answer);
            head();
        }
        ObjectNode chunk = chunk();
        ObjectNode choice = choice(chunk, false);
        choice.putObject("delta").put("role", "assistant").put("content", "");
        choice.putNull("finish_reason");
        event(chunk);
    }

    @Override
    public synchronized void piece(TierEvent.Tokens piece) {
        if (piece.text().isEmpty() && !wantsLogprobs) {
            return;
        }
        ObjectNode chunk = chunk();
        ObjectNode choice = choice(chunk, wantsLogprobs);
        choice.putObject("delta").put("content", piece.text());
        choice.putNull("finish_reason");
        if (wantsLogprobs) {
            Answers.logprobs(choice.withObject("logprobs").putArray("content"), piece);
        }
        event(chunk);
    }

    @Override
    public synchronized void finished(ChatResult result) {
        over = true;
        ObjectNode last = chunk();
        ObjectNode choice = choice(last, false);
        choice.putObject("delta");
        choice.put("finish_reason", Answers.finish(result.finish()));
        if (includeUsage) {
            event(last);
            last = chunk();
            last.putArray("choices");
            Answers.usage(last.putObject("usage"), result.usage());
        }
        Answers.strata(last.putObject("strata"), result);
        event(last);
        if (!response().closed()) {
            var _ = response().end(DONE);
        }
    }

    @Override
    public synchronized void failed(Failure failure, ChatResult soFar) {
        over = true;
        vertx.cancelTimer(timer);
        if (!response().headWritten()) {
            super.failed(failure, soFar);
            return;
        }
        if (response().closed() || response().ended()) {
            return;
        }
        ObjectNode error = Answers.error(failure);
        Answers.strata(error.putObject("strata"), soFar);
        // No [DONE]: a client that waits for it knows that the answer is not whole.
        var _ =
                response()
                        .end(
                                Buffer.buffer("event: error\ndata: ")
                                        .appendBuffer(Json.write(error))
                                        .appendString("\n\n"));
    }

    @Override
    public boolean ready() {
        return response().closed() || !response().writeQueueFull();
    }

    private ObjectNode chunk() {
        CommittedAnswer answer = committed;
        if (answer == null) {
            throw new IllegalStateException("a piece came before its answer was committed");
        }
        ObjectNode chunk =
                Answers.frame("chat.completion.chunk", answer.requestId(), created, answer.model());
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static ObjectNode choice(ObjectNode chunk, boolean logprobs) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        if (!logprobs) {
            choice.putNull("logprobs");
        }
        return choice;
    }

    private void event(ObjectNode chunk) {
        write(Buffer.buffer("data: ").appendBuffer(Json.write(chunk)).appendString("\n\n"));
    }

    private void write(Buffer bytes) {
        if (!response().closed()) {
            var _ = response().write(bytes);
        }
    }
}
