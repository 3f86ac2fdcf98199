package dev.strata.gateway.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.proto.event.v1.TrafficEvent;
import dev.strata.service.trace.GenAi;
import io.grpc.Status;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Traces of requests. The collector hangs throughout, which no request may notice. */
@QuarkusTest
@TestProfile(TracedProfile.class)
class TraceComponentTest extends FaceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @Inject CollectedSpans spans;

    @Test
    void trace_escalatedRequest_hasASpanForEachAttemptUnderTheClients() throws Exception {
        fakes.tier("v1").next(call -> call.prefilled().sayUnsurely("hm").finish());

        var response =
                post(
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}",
                        "traceparent",
                        "00-%s-%s-01".formatted(TRACE, PARENT));

        assertEquals(200, response.statusCode(), response.body());
        TrafficEvent event = logs.onlyEvent();
        List<SpanData> trace = spans.of(TRACE);
        SpanData root = named(trace, "chat");
        SpanData unsure = named(trace, "attempt v1");
        assertEquals(PARENT, root.getParentSpanId());
        assertEquals(root.getSpanId(), unsure.getParentSpanId());
        assertEquals("escalated", unsure.getAttributes().get(GenAi.OUTCOME));
        assertEquals(
                event.getAttempts(0).getEscalateReason(),
                unsure.getAttributes().get(GenAi.OUTCOME_REASON));
        assertEquals(2L, root.getAttributes().get(GenAi.ATTEMPTS));
        assertEquals(event.getFinalTier(), root.getAttributes().get(GenAi.TIER));
        assertEquals(event.getRequestId(), root.getAttributes().get(GenAi.REQUEST_ID));
        assertEquals(List.of("stop"), root.getAttributes().get(GenAi.FINISH_REASONS));
        assertEquals(TRACE, event.getTraceId());
        assertEquals(root.getSpanId(), event.getRootSpanId());
        assertTrue(unsure.getStartEpochNanos() >= root.getStartEpochNanos());
        assertTrue(unsure.getEndEpochNanos() <= root.getEndEpochNanos());
    }

    @Test
    void metrics_askedAsOpenMetrics_pointAtTheTrace() throws Exception {
        String trace = "1bf7651916cd43dd8448eb211c80319d";
        fakes.tier("v1").next(call -> call.prefilled().saySurely("hm").finish());

        var response =
                post(
                        "{\"model\": \"v1\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}",
                        "traceparent",
                        "00-%s-%s-01".formatted(trace, PARENT));
        logs.onlyEvent();
        String accepted = // Prometheus's own
                "application/openmetrics-text;version=1.0.0,"
                        + "application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        String metrics = get("/q/metrics", "accept", accepted).body();

        assertEquals(200, response.statusCode(), response.body());
        assertTrue(
                metrics.lines()
                        .anyMatch(line ->
                                line.startsWith("strata_time_to_first_token_seconds_bucket")
                                        && line.contains("trace_id=\"" + trace)),
                metrics);
        assertTrue(
                metrics.lines().noneMatch(line -> line.matches("\\w+_count\\b.* # \\{.*")),
                metrics);
    }

    /** Each leaves two spans or more; none of them is ever taken by the collector. */
    @Test
    void requests_moreThanTheQueueOfSpansHolds_areAllAnswered() throws Exception {
        int queue =
                ConfigProvider.getConfig().getValue("quarkus.otel.bsp.max.queue.size", int.class);

        for (int i = 0; i <= queue; i++) {
            var response =
                    post(
                            "{\"model\": \"v1\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}");
            assertEquals(200, response.statusCode(), response.body());
        }
    }

    @Test
    void trace_failedTier_saysWhatFailed() throws Exception {
        fakes.tier("v1").next(call -> call.fail(Status.Code.INTERNAL, "BROKEN"));

        var response =
                post(
                        """
                        {"model": "v1", "messages": [{"role": "user", "content": "hello"}]}
                        """);

        assertEquals(503, response.statusCode(), response.body());
        List<SpanData> trace = spans.of(logs.onlyEvent().getTraceId());
        SpanData attempt = named(trace, "attempt v1");
        assertEquals(StatusCode.ERROR, attempt.getStatus().getStatusCode());
        assertEquals("BROKEN", attempt.getAttributes().get(GenAi.ERROR));
        assertEquals("TIERS_UNAVAILABLE", named(trace, "chat").getAttributes().get(GenAi.ERROR));
    }

    @Test
    void trace_plantedWords_areInNoSpan() throws Exception {
        String planted = "XYLOPHONE-7193";
        fakes.tier("v1").next(call -> call.prefilled().saySurely("ANSWERED-4411").finish());

        var response =
                post(
                        """
                        {"model": "v1", "user": "XYLOPHONE-7193", "stop": ["XYLOPHONE-7193!"],
                         "messages": [{"role": "user", "content": "say XYLOPHONE-7193"}]}
                        """,
                        "x-request-id",
                        planted);
        var unknown =
                post(
                        """
                        {"model": "XYLOPHONE-7193",
                         "messages": [{"role": "user", "content": "hello"}]}
                        """);

        assertEquals(200, response.statusCode(), response.body());
        assertEquals(404, unknown.statusCode());
        String all = spans.all().toString();
        assertTrue(all.contains("attempt v1"), all);
        assertFalse(all.contains("XYLOPHONE"), all);
        assertFalse(all.contains("ANSWERED"), all);
    }

    private static SpanData named(List<SpanData> trace, String name) {
        return trace.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span '%s' in %s".formatted(name, trace)));
    }
}
