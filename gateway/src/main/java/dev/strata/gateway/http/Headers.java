package dev.strata.gateway.http;

import dev.strata.gateway.cache.CacheMark;
import dev.strata.gateway.chat.AnswerSink.CommittedAnswer;
import dev.strata.gateway.chat.ChatResult;
import dev.strata.gateway.error.Failure;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The headers that go with an answer. */
final class Headers {
    private static final String REQUEST_ID = "x-strata-request-id";
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    private Headers() {}

    static void requestId(HttpServerResponse response, String requestId) {
        response.putHeader(REQUEST_ID, requestId);
    }

    static void committed(HttpServerResponse response, CommittedAnswer answer) {
        requestId(response, answer.requestId());
        response.putHeader("x-strata-tier", answer.tier())
                .putHeader("x-strata-model", printable(answer.model()))
                .putHeader("x-strata-reason", answer.reasonCode());
        if (answer.cache() != CacheMark.NONE) {
            response.putHeader("x-strata-cache", answer.cache().word());
        }
    }

    /** The totals of all choices together. */
    static void totals(HttpServerResponse response, List<Choice> choices) {
        int attempts = 0;
        double cost = 0;
        double overheadMs = 0;
        for (Choice choice : choices) {
            attempts += choice.result().attempts().size();
            cost += choice.result().cost();
            overheadMs = Math.max(overheadMs, choice.result().overheadMs());
        }
        response.putHeader("x-strata-attempts", Integer.toString(attempts))
                .putHeader("x-strata-cost", ChatResult.decimal(cost, 6))
                .putHeader("x-strata-overhead-ms", ChatResult.decimal(overheadMs, 3));
    }

    static void error(HttpServerResponse response, Failure failure) {
        ofError(failure).forEach(response::putHeader);
    }

    /** What a client is told of a failure beside its body: when to come again, how to be known. */
    static Map<String, String> ofError(Failure failure) {
        Map<String, String> headers = new HashMap<>();
        failure.retryAfter()
                .ifPresent(wait -> headers.put("retry-after", Long.toString(wholeSeconds(wait))));
        if (failure.reason().http() == 401) {
            headers.put("www-authenticate", "Bearer");
        }
        return headers;
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    private static String printable(String value) {
        return NOT_PRINTABLE.matcher(value).replaceAll("?");
    }
}
