package dev.strata.gateway.chat;

import dev.strata.service.trace.GenAi;
import dev.strata.service.trace.Traceparent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;

/** Begins the trace of each request; where tracing is off, one that costs nothing. Thread-safe. */
public final class RequestTraces {
    private final Tracer tracer;

    /** Traces into {@code telemetry}. */
    public RequestTraces(OpenTelemetry telemetry) {
        this.tracer =
                telemetry
                        .tracerBuilder("strata-gateway")
                        .setInstrumentationVersion(GenAi.VERSION)
                        .build();
    }

    /**
     * Begins one.
     *
     * @param traceparent the client's header; may be empty
     * @param startNanos of the run's monotonic clock, at {@code started}
     */
    RequestTrace begin(
            String traceparent, ChatCommand command, String id, Instant started, long startNanos) {
        String model = command.model().isEmpty() ? "auto" : command.model();
        Span root =
                tracer.spanBuilder("chat")
                        .setParent(Traceparent.parent(traceparent))
                        .setSpanKind(SpanKind.SERVER)
                        .setStartTimestamp(started)
                        .startSpan();
        if (root.isRecording()) {
            root.setAttribute(GenAi.OPERATION, "chat");
            root.setAttribute(GenAi.PROVIDER, "strata");
            root.setAttribute(GenAi.REQUEST_ID, id);
            root.setAttribute(GenAi.MAX_TOKENS, (long) command.answer().maxTokens());
        }
        return new RequestTrace(tracer, root, model, started, startNanos);
    }
}
