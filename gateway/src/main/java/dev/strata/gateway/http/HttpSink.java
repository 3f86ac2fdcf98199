package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.chat.RunningChat;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** What all answers over HTTP have in common: errors before the first byte, and leaving clients. */
abstract class HttpSink implements ChoiceGroup.Waiting {
    private final RestApi api;
    private final HttpServerResponse response;
    private final AtomicBoolean left = new AtomicBoolean();
    private final List<RunningChat> running = new CopyOnWriteArrayList<>();

    HttpSink(RestApi api, HttpServerResponse response) {
        this.api = api;
        this.response = response;
        response.closeHandler(_ -> leave());
        response.exceptionHandler(_ -> leave());
    }

    final HttpServerResponse response() {
        return response;
    }

    /** Ties the sink to a run of its request, so that a client that leaves ends it. */
    final void follow(RunningChat chat) {
        running.add(chat);
        if (left.get()) {
            chat.abandon(ErrorReason.CLIENT_GONE);
        }
    }

    /** True once nobody waits for the answer, or it was refused. */
    final boolean isOver() {
        return left.get();
    }

    private void leave() {
        left.set(true);
        running.forEach(chat -> chat.abandon(ErrorReason.CLIENT_GONE));
    }

    @Override
    public void failed(Failure failure, ChatResult soFar) {
        left.set(true);
        Headers.requestId(response, soFar.requestId());
        send(api, response, failure);
        if (!running.isEmpty()) {
            // This comes under one run's lock; the others' must not be waited for under it.
            Thread.ofVirtual().name("abandon").start(this::leave);
        }
    }

    /** Answers with an error, where nothing was answered yet. */
    static void send(RestApi api, HttpServerResponse response, Failure failure) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        Headers.error(response, failure);
        send(response, failure.reason().http(), api.error(failure));
    }

    static void send(HttpServerResponse response, int status, ObjectNode body) {
        response.setStatusCode(status).putHeader("content-type", "application/json");
        var _ = response.end(Json.write(body));
    }
}
