package dev.strata.tier.serve;

import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Failed;
import dev.strata.engine.GenerationEvent.Finished;
import dev.strata.service.trace.GenAi;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one answer: its span, and below it the engine's queue, prefill and decode, as the
 * engine timed them. Figures and closed codes only. Thread-safe.
 */
final class AnswerTrace {
    private final Tracer tracer;
    private final Span span;
    private final Instant began;
    private volatile @Nullable GenerationEvent last;

    AnswerTrace(Tracer tracer, Span span, Instant began) {
        this.tracer = tracer;
        this.span = span;
        this.began = began;
    }

    /**
     * Takes what the engine says, only how it ended is kept, and passes it on so that what is
     * measured of it can point at this trace.
     */
    void hear(GenerationEvent event, Consumer<GenerationEvent> next) {
        if (event instanceof Finished || event instanceof Failed) {
            last = event;
        }
        if (!span.getSpanContext().isSampled()) {
            next.accept(event);
            return;
        }
        try (Scope _ = span.makeCurrent()) {
            next.accept(event);
        }
    }

    /** The client has its answer or is gone. */
    void end() {
        if (span.isRecording()) {
            switch (last) {
                case Finished finished -> finished(finished);
                case Failed failed -> failed(failed.code().name());
                case null, default -> failed("cancelled");
            }
        }
        span.end();
    }

    private void finished(Finished end) {
        var usage = end.usage();
        span.setAttribute(GenAi.INPUT_TOKENS, (long) usage.promptTokens());
        span.setAttribute(GenAi.CACHED_TOKENS, (long) usage.cachedTokens());
        span.setAttribute(GenAi.OUTPUT_TOKENS, (long) usage.completionTokens());
        span.setAttribute(
                GenAi.FINISH_REASONS, List.of(end.reason().name().toLowerCase(Locale.ROOT)));
        Instant at = began;
        at = phase("queue", at, end.timings().queueMillis());
        at = phase("prefill", at, end.timings().prefillMillis());
        phase("decode", at, end.timings().decodeMillis());
    }

    private Instant phase(String name, Instant from, double millis) {
        Instant to = from.plusNanos((long) (millis * 1e6));
        tracer.spanBuilder(name)
                .setParent(Context.root().with(span))
                .setStartTimestamp(from)
                .startSpan()
                .end(to);
        return to;
    }

    private void failed(String why) {
        span.setAttribute(GenAi.ERROR, why);
        span.setStatus(StatusCode.ERROR);
    }
}
