package dev.strata.gateway.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * A request that is not answered, in words for its caller.
 *
 * @param message names the subject, what was expected and got, and what to do; never content
 * @param field the request's field at fault, by its path in the contract; empty where there is none
 * @param retryAfter when to come again; empty where coming again is of no use or of unknown use
 */
public record Failure(
        ErrorReason reason, String message, String field, Optional<Duration> retryAfter) {
    public Failure {
        requireNonNull(reason, "reason is null");
        requireNonNull(message, "message is null");
        requireNonNull(field, "field is null");
        requireNonNull(retryAfter, "retryAfter is null");
    }

    /** A failure of no field in particular. */
    public static Failure of(ErrorReason reason, String message) {
        return new Failure(reason, message, "", Optional.empty());
    }

    /** A wrong field. */
    public static Failure field(String field, String message) {
        return new Failure(ErrorReason.INVALID_ARGUMENT, message, field, Optional.empty());
    }

    /** A failure that passes: come again after {@code wait}. */
    public static Failure retry(ErrorReason reason, String message, Duration wait) {
        return new Failure(reason, message, "", Optional.of(wait));
    }

    /** This failure, to be thrown. */
    public GatewayException exception() {
        return new GatewayException(this);
    }
}
