package dev.strata.tier.serve;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import dev.strata.service.GrpcError;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** The errors of the tier contract. */
final class TierErrors {
    private static final Logger LOG = Logger.getLogger(TierErrors.class);

    private TierErrors() {}

    /**
     * The contract's error for one of the engine.
     *
     * @param retryAfter when a queue that is full now may have room
     */
    static GrpcError of(String tier, EngineError code, String words, Duration retryAfter) {
        Map<String, String> facts = Map.of("tier", tier);
        return switch (code) {
            case INVALID_REQUEST -> error(Code.INVALID_ARGUMENT, code.name(), words, facts);
            case CONTEXT_EXCEEDED -> error(Code.OUT_OF_RANGE, code.name(), words, facts);
            case QUEUE_FULL ->
                    error(Code.RESOURCE_EXHAUSTED, code.name(), words, facts)
                            .withRetryAfter(retryAfter);
            case DEADLINE -> error(Code.DEADLINE_EXCEEDED, code.name(), words, facts);
            case UNKNOWN_ADAPTER -> error(Code.NOT_FOUND, code.name(), words, facts);
            case DRAFT_MISMATCH -> error(Code.FAILED_PRECONDITION, code.name(), words, facts);
            case UNSUPPORTED -> error(Code.UNIMPLEMENTED, code.name(), words, facts);
            case BAD_MODEL, CLOSED -> error(Code.UNAVAILABLE, code.name(), words, facts);
            case RUNTIME -> error(Code.INTERNAL, code.name(), words, facts);
        };
    }

    /** The contract's error for whatever was thrown; what nobody meant to throw is logged. */
    static GrpcError of(String tier, Throwable thrown, Duration retryAfter) {
        return switch (thrown) {
            case RefusedException refused -> refused.error();
            case EngineException known ->
                    of(tier, known.code(), String.valueOf(known.getMessage()), retryAfter);
            default -> {
                LOG.errorf(thrown, "tier '%s': a request failed", tier);
                yield error(
                        Code.INTERNAL,
                        "INTERNAL",
                        "tier '%s' failed: a defect of the service, its log says more; try again or report it"
                                .formatted(tier),
                        Map.of("tier", tier));
            }
        };
    }

    static GrpcError draining(String tier) {
        return error(
                        Code.UNAVAILABLE,
                        "DRAINING",
                        "tier '%s' is ending: expected a serving process, got one that drains; try another replica"
                                .formatted(tier),
                        Map.of("tier", tier))
                .withRetryAfter(Duration.ofSeconds(1));
    }

    static GrpcError stalled(String tier, Duration limit) {
        return error(
                Code.ABORTED,
                "CLIENT_TOO_SLOW",
                "answer of tier '%s' was given up: expected the client to read, got nothing read in %d s; read faster or ask again"
                        .formatted(tier, limit.toSeconds()),
                Map.of("tier", tier));
    }

    private static GrpcError error(
            Code code, String reason, String words, Map<String, String> facts) {
        return GrpcError.of(code, reason, words).withMetadata(facts);
    }
}
