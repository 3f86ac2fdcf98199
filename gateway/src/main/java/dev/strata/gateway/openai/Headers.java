package dev.strata.gateway.openai;

import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;

/** The headers that go with an answer. */
final class Headers {
    private static final String REQUEST_ID = "x-strata-request-id";

    private Headers() {}

    static void requestId(HttpServerResponse response, String requestId) {
        response.putHeader(REQUEST_ID, requestId);
    }

    static void committed(HttpServerResponse response, CommittedAnswer answer) {
        requestId(response, answer.requestId());
        response.putHeader("x-strata-tier", answer.tier())
                .putHeader("x-strata-model", printable(answer.model()))
                .putHeader("x-strata-reason", answer.reasonCode());
    }

    static void totals(HttpServerResponse response, ChatResult result) {
        response.putHeader("x-strata-attempts", Integer.toString(result.attempts().size()))
                .putHeader("x-strata-cost", String.format(Locale.ROOT, "%.6f", result.cost()))
                .putHeader(
                        "x-strata-overhead-ms",
                        String.format(Locale.ROOT, "%.3f", result.overheadMs()));
    }

    static void error(HttpServerResponse response, Failure failure) {
        failure.retryAfter()
                .ifPresent(wait ->
                        response.putHeader("retry-after", Long.toString(wholeSeconds(wait))));
        if (failure.reason().http() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    private static String printable(String value) {
        return value.replaceAll("[^ -~]", "?");
    }
}
