package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import dev.strata.proto.event.v1.TrafficEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace from the client through gateway, tier and engine to Kafka, over real processes. */
class TracesIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PLANTED = "XYLOPHONE-7193";

    /** What the services exported, as Latin-1, so that bytes are characters. */
    private final Queue<String> exports = new ConcurrentLinkedQueue<>();

    @TempDir private Path home;

    @Test
    void trace_ofOneRequest_crossesProcessesAndHoldsNoText() throws Exception {
        HttpServer collector = collector();
        Map<String, String> environment =
                Map.of(
                        "QUARKUS_OTEL_SDK_DISABLED",
                        "false",
                        "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                        "http/protobuf",
                        "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + collector.getAddress().getPort(),
                        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
                        "200ms");
        try (Mesh mesh = Mesh.quiet(home, environment)) {
            String requestId = ask(mesh);

            TrafficEvent event;
            String header;
            try (Events events = new Events(mesh.bootstrapServers())) {
                event = events.of(requestId);
                header = events.traceparentOf(requestId);
            }
            assertEquals(TRACE, event.getTraceId());
            assertEquals("00-%s-%s-01".formatted(TRACE, event.getRootSpanId()), header);
            for (String span :
                    List.of("chat", "attempt v1", "generate v1", "queue", "prefill", "decode")) {
                Mesh.await(
                        "span '%s' of the trace".formatted(span),
                        Duration.ofSeconds(60),
                        () -> exported(span));
            }
            assertFalse(String.join("", exports).contains(PLANTED));
            assertExemplars(mesh, home.resolve("prometheus"));
        } finally {
            collector.stop(0);
        }
    }

    /** From a histogram of each service to the request's trace, in a real Prometheus. */
    private static void assertExemplars(Mesh mesh, Path folder) throws Exception {
        try (Prometheus prometheus = Prometheus.of(mesh, Files.createDirectory(folder))) {
            for (String series :
                    List.of(
                            "strata_time_to_first_token_seconds_bucket",
                            "strata_tier_time_to_first_token_seconds_bucket",
                            "strata_tier_time_per_output_token_seconds_bucket")) {
                Mesh.await(
                        "exemplar of '%s'".formatted(series),
                        Duration.ofSeconds(60),
                        () -> prometheus.leadsTo(TRACE, series));
            }
        }
    }

    private boolean exported(String span) {
        String trace = new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
        return exports.stream().anyMatch(export -> export.contains(trace) && export.contains(span));
    }

    private static String ask(Mesh mesh) throws Exception {
        String body =
                """
                {"model": "v1", "max_tokens": 4,
                 "messages": [{"role": "user", "content": "say XYLOPHONE-7193"}]}
                """;
        HttpRequest request =
                HttpRequest.newBuilder(mesh.gateway("/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        var response = mesh.http().send(request, BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.headers().firstValue("x-strata-request-id").orElseThrow();
    }

    private HttpServer collector() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/traces",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exports.add(new String(body, StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
