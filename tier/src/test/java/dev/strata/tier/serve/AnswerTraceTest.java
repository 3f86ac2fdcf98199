package dev.strata.tier.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.engine.EngineError;
import dev.strata.engine.GenerationEvent;
import dev.strata.engine.GenerationEvent.Drafts;
import dev.strata.engine.GenerationEvent.FinishReason;
import dev.strata.engine.GenerationEvent.Timings;
import dev.strata.engine.GenerationEvent.Usage;
import dev.strata.service.trace.GenAi;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTraceTest {
    private final List<SpanData> ended = new ArrayList<>();
    private final AnswerTraces traces =
            new AnswerTraces(
                    OpenTelemetrySdk.builder()
                            .setTracerProvider(
                                    SdkTracerProvider.builder()
                                            .addSpanProcessor(new Collecting())
                                            .build())
                            .build());

    private final class Collecting implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    @Test
    void end_finishedAnswer_hasQueuePrefillAndDecodeOneAfterTheOther() {
        AnswerTrace trace = traces.begin("v1");
        List<String> current = new ArrayList<>();
        trace.hear(
                new GenerationEvent.Finished(
                        FinishReason.STOP,
                        "",
                        new Usage(3, 1, 2),
                        Drafts.NONE,
                        new Timings(1, 2, 4)),
                _ -> current.add(Span.current().getSpanContext().getSpanId()));

        trace.end();

        assertEquals(
                List.of("queue", "prefill", "decode", "generate v1"),
                ended.stream().map(SpanData::getName).toList());
        SpanData prefill = ended.get(1);
        SpanData answer = ended.get(3);
        assertEquals(answer.getSpanId(), prefill.getParentSpanId());
        assertEquals(List.of(answer.getSpanId()), current);
        assertEquals(2_000_000, prefill.getEndEpochNanos() - prefill.getStartEpochNanos());
        assertEquals(ended.getFirst().getEndEpochNanos(), prefill.getStartEpochNanos());
        assertEquals(2L, answer.getAttributes().get(GenAi.OUTPUT_TOKENS));
    }

    @Test
    void end_failedAnswer_saysWhich() {
        AnswerTrace trace = traces.begin("v1");
        trace.hear(new GenerationEvent.Failed(EngineError.RUNTIME, "words"), _ -> {});

        trace.end();

        assertEquals("RUNTIME", ended.getFirst().getAttributes().get(GenAi.ERROR));
        assertTrue(!ended.toString().contains("words"));
    }

    @Test
    void end_unheardAnswer_wasCancelled() {
        traces.begin("v1").end();

        assertEquals("cancelled", ended.getFirst().getAttributes().get(GenAi.ERROR));
    }
}
