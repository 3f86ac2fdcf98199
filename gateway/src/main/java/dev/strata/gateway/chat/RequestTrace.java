package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.router.Route;
import dev.strata.service.trace.GenAi;
import dev.strata.service.trace.Traceparent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The trace of one request: a span of its own and one for each attempt, under which the tier hangs
 * its queue, prompt and answer. Holds figures and closed codes, never text; a model's name as asked
 * for is told only where a tier or model has it. Guarded by its run's lock.
 */
final class RequestTrace {
    private final Tracer tracer;
    private final Span root;
    private final String asked;
    private final Instant started;
    private final long startNanos;
    private Map<AttemptLog, Span> attempts = Map.of();

    RequestTrace(Tracer tracer, Span root, String asked, Instant started, long startNanos) {
        this.tracer = tracer;
        this.root = root;
        this.asked = asked;
        this.started = started;
        this.startNanos = startNanos;
    }

    /** In hex; empty where nothing is traced. */
    String traceId() {
        return root.getSpanContext().isValid() ? root.getSpanContext().getTraceId() : "";
    }

    /** Of the request's own span, in hex; empty where nothing is traced. */
    String spanId() {
        return root.getSpanContext().isValid() ? root.getSpanContext().getSpanId() : "";
    }

    /** Begins the span of an attempt; gives the header that its call carries. */
    String attempt(AttemptLog attempt) {
        if (!root.getSpanContext().isSampled()) {
            return Traceparent.of(root);
        }
        Span span =
                tracer.spanBuilder("attempt " + attempt.tier())
                        .setParent(Context.root().with(root))
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(at(attempt.startNanos()))
                        .startSpan();
        if (attempts.isEmpty()) {
            attempts = new IdentityHashMap<>();
        }
        attempts.put(attempt, span);
        return Traceparent.of(span);
    }

    /** Runs {@code measuring} so that what it measures can point at this trace. */
    void around(Runnable measuring) {
        if (!root.getSpanContext().isSampled()) {
            measuring.run();
            return;
        }
        try (Scope _ = root.makeCurrent()) {
            measuring.run();
        }
    }

    /** Ends all spans of a request that is over. */
    void end(Route route, ChatResult result, Optional<ErrorReason> error, long nowNanos) {
        attempts.forEach((attempt, span) -> end(attempt, span, nowNanos));
        if (!root.isRecording()) {
            return;
        }
        root.setAttribute(GenAi.ROUTE_REASON, route.code().name());
        if (route instanceof Route.Serve) {
            root.setAttribute(GenAi.REQUEST_MODEL, asked);
        }
        root.setAttribute(GenAi.TIER, result.tier());
        root.setAttribute(GenAi.RESPONSE_MODEL, result.model());
        root.setAttribute(GenAi.INPUT_TOKENS, (long) result.usage().prompt());
        root.setAttribute(GenAi.OUTPUT_TOKENS, (long) result.usage().completion());
        root.setAttribute(GenAi.ATTEMPTS, (long) result.attempts().size());
        root.setAttribute(GenAi.DEGRADED, result.degraded());
        root.setAttribute(GenAi.COST, result.cost());
        if (error.isPresent()) {
            fail(root, error.get().name());
        } else {
            finish(root, result.finish().name());
        }
        root.end(at(nowNanos));
    }

    private void end(AttemptLog attempt, Span span, long nowNanos) {
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute(GenAi.OPERATION, "chat");
        span.setAttribute(GenAi.TIER, attempt.tier());
        span.setAttribute(GenAi.RESPONSE_MODEL, attempt.model().model());
        span.setAttribute(GenAi.OUTCOME, attempt.outcome().word());
        span.setAttribute(GenAi.INPUT_TOKENS, (long) attempt.usage().prompt());
        span.setAttribute(GenAi.CACHED_TOKENS, (long) attempt.usage().cached());
        span.setAttribute(GenAi.OUTPUT_TOKENS, (long) attempt.usage().completion());
        span.setAttribute(GenAi.FIRST_CHUNK, attempt.timeToFirstTokenMs() / 1e3);
        span.setAttribute(GenAi.CONFIDENCE, attempt.features().confidence());
        if (attempt.outcome() == AttemptLog.Outcome.FAILED) {
            fail(span, attempt.reason());
        } else if (!attempt.reason().isEmpty()) {
            span.setAttribute(GenAi.OUTCOME_REASON, attempt.reason());
        }
        span.end(at(attempt.startNanos() + (long) (attempt.durationMs(nowNanos) * 1e6)));
    }

    private static void finish(Span span, String reason) {
        AttributeKey<List<String>> key = GenAi.FINISH_REASONS;
        span.setAttribute(key, List.of(reason.toLowerCase(Locale.ROOT)));
    }

    private static void fail(Span span, String reason) {
        span.setAttribute(GenAi.ERROR, reason);
        span.setStatus(StatusCode.ERROR);
    }

    private Instant at(long nanos) {
        return started.plusNanos(nanos - startNanos);
    }
}
