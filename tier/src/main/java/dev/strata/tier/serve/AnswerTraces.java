package dev.strata.tier.serve;

import dev.strata.service.trace.GenAi;
import dev.strata.service.trace.Traceparent;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Begins the trace of each answer, below the span that its caller names. Thread-safe. */
@Singleton
class AnswerTraces {
    private static final Context.Key<String> PARENT = Context.keyWithDefault("traceparent", "");

    private final Tracer tracer;

    AnswerTraces(OpenTelemetry telemetry) {
        this.tracer =
                telemetry
                        .tracerBuilder("strata-tier")
                        .setInstrumentationVersion(GenAi.VERSION)
                        .build();
    }

    /** Begins one, on the thread of the call. */
    AnswerTrace begin(String tier) {
        return new AnswerTrace(
                tracer,
                tracer.spanBuilder("generate " + tier)
                        .setParent(Traceparent.parent(PARENT.get()))
                        .setSpanKind(SpanKind.SERVER)
                        .setAttribute(GenAi.OPERATION, "chat")
                        .setAttribute(GenAi.TIER, tier)
                        .startSpan(),
                InstantSource.system().instant());
    }

    /** Keeps each call's header where {@link #begin} finds it. */
    @ApplicationScoped
    @GlobalInterceptor
    static class Header implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String parent = headers.get(Traceparent.METADATA);
            return parent == null
                    ? next.startCall(call, headers)
                    : Contexts.interceptCall(
                            Context.current().withValue(PARENT, parent), call, headers, next);
        }
    }
}
