package dev.strata.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Answers with one JSON object. */
final class JsonSink extends HttpSink {
    private final AnswerFormat format;

    JsonSink(RestApi api, HttpServerResponse response, AnswerFormat format) {
        super(api, response);
        this.format = format;
    }

    @Override
    public void all(List<Choice> choices) {
        Headers.committed(response(), choices.getFirst().answer());
        Headers.totals(response(), choices);
        if (!response().closed()) {
            send(response(), 200, format.whole(choices));
        }
    }
}
