package dev.strata.gateway.http;

import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tier.TierEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Answers with server-sent events. The status waits for an answer to be committed, at most the
 * header hold; then 200 goes out and comments keep the connection alive.
 *
 * <p>Its calls come under the run's lock; the timer's run under this object's own.
 */
final class SseSink extends HttpSink implements AnswerSink {
    private static final Buffer KEEP_ALIVE = Buffer.buffer(": keep-alive\n\n");

    private final Vertx vertx;
    private final RestSettings settings;
    private final AnswerFormat format;
    private boolean isCommitted;
    private boolean over;
    private long timer;

    SseSink(
            RestApi api,
            HttpServerResponse response,
            AnswerFormat format,
            Vertx vertx,
            RestSettings settings) {
        super(api, response);
        this.vertx = vertx;
        this.settings = settings;
        this.format = format;
        this.timer = vertx.setTimer(settings.headerHold().toMillis(), _ -> hold());
    }

    /** Nothing is committed yet and the client has waited long enough for a sign of life. */
    private synchronized void hold() {
        if (over || isCommitted || response().ended() || response().closed()) {
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
        begin(answer);
        write(format.opening(0, answer));
    }

    private void begin(CommittedAnswer answer) {
        isCommitted = true;
        vertx.cancelTimer(timer);
        if (!response().headWritten()) {
            Headers.committed(response(), answer);
            head();
        }
    }

    @Override
    public synchronized void piece(TierEvent.Tokens piece) {
        write(format.piece(0, piece));
    }

    @Override
    public synchronized void finished(ChatResult result) {
        over = true;
        end(format.closing(0, result));
    }

    /** Several answers go out one after the other, once all of them are whole. */
    @Override
    public synchronized void all(List<Choice> choices) {
        over = true;
        begin(choices.getFirst().answer());
        Buffer last = Buffer.buffer();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            write(format.opening(i, choice.answer()));
            for (TierEvent.Tokens piece : choice.pieces()) {
                write(format.piece(i, piece));
            }
            last.appendBuffer(format.closing(i, choice.result()));
        }
        end(last);
    }

    private void end(Buffer last) {
        if (!response().closed()) {
            var _ = response().end(last.appendBuffer(format.end()));
        }
    }

    @Override
    public synchronized void failed(Failure failure, ChatResult soFar) {
        over = true;
        vertx.cancelTimer(timer);
        if (!response().headWritten()) {
            super.failed(failure, soFar);
        } else if (!response().closed() && !response().ended()) {
            // Nothing that ends a whole answer: a client that waits for it knows.
            var _ = response().end(format.broken(failure, soFar));
        }
    }

    @Override
    public boolean ready() {
        return response().closed() || !response().writeQueueFull();
    }

    private void write(Buffer bytes) {
        if (bytes.length() > 0 && !response().closed()) {
            var _ = response().write(bytes);
        }
    }
}
