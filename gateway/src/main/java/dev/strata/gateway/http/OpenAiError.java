package dev.strata.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import java.util.Locale;

/** An error's body in OpenAI's shape: of its own APIs and of all of Strata's over REST. */
public final class OpenAiError {
    private OpenAiError() {}

    /** The body. */
    public static ObjectNode of(Failure failure) {
        ObjectNode root = Json.object();
        ObjectNode error = root.putObject("error");
        error.put("message", failure.message());
        error.put("type", type(failure.reason()));
        if (failure.field().isEmpty()) {
            error.putNull("param");
        } else {
            error.put("param", param(failure.field()));
        }
        error.put("code", code(failure.reason()));
        return root;
    }

    /** The contracts differ in one thing: gRPC groups the sampling parameters. */
    private static String param(String field) {
        return field.startsWith("sampling.") ? field.substring("sampling.".length()) : field;
    }

    private static String type(ErrorReason reason) {
        return switch (reason.http()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 500, 503, 504 -> "server_error";
            default -> "invalid_request_error";
        };
    }

    /** OpenAI's own code where it has one, so that clients that look at it keep working. */
    private static String code(ErrorReason reason) {
        return switch (reason) {
            case CONTEXT_EXCEEDED -> "context_length_exceeded";
            case UNKNOWN_MODEL -> "model_not_found";
            case UNAUTHENTICATED -> "invalid_api_key";
            case BUDGET_EXHAUSTED -> "insufficient_quota";
            case RATE_LIMITED, TOKENS_LIMITED, CONCURRENCY_LIMITED -> "rate_limit_exceeded";
            default -> reason.name().toLowerCase(Locale.ROOT);
        };
    }
}
