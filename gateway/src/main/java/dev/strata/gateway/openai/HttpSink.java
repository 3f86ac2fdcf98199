package dev.strata.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.AnswerSink;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.RunningChat;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What both HTTP answers have in common: errors before the first byte, and leaving clients. */
abstract class HttpSink implements AnswerSink {
    private final HttpServerResponse response;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile @Nullable RunningChat running;

    HttpSink(HttpServerResponse response) {
        this.response = response;
        response.closeHandler(_ -> leave());
        response.exceptionHandler(_ -> leave());
    }

    final HttpServerResponse response() {
        return response;
    }

    /** Ties the sink to its request, so that a client that leaves ends it. */
    final void follow(RunningChat chat) {
        running = chat;
        if (left.get()) {
            chat.abandon(ErrorReason.CLIENT_GONE);
        }
    }

    private void leave() {
        left.set(true);
        RunningChat chat = running;
        if (chat != null) {
            chat.abandon(ErrorReason.CLIENT_GONE);
        }
    }

    @Override
    public void failed(Failure failure, ChatResult soFar) {
        Headers.requestId(response, soFar.requestId());
        send(response, failure);
    }

    /** Answers with an error, where nothing was answered yet. */
    static void send(HttpServerResponse response, Failure failure) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        Headers.error(response, failure);
        send(response, failure.reason().http(), Answers.error(failure));
    }

    static void send(HttpServerResponse response, int status, ObjectNode body) {
        response.setStatusCode(status).putHeader("content-type", "application/json");
        var _ = response.end(Json.write(body));
    }
}
