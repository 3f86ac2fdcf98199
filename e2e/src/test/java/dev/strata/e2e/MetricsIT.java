package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strata.observability.Dashboards;
import dev.strata.observability.Exposition;
import dev.strata.observability.MetricRow;
import dev.strata.observability.MetricTable;
import dev.strata.proto.chat.v1.ChatGrpc;
import dev.strata.proto.chat.v1.GenerateRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the services show, the table that documents it, and the dashboards over it. */
@ExtendWith(SharedMesh.class)
class MetricsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Mesh mesh = SharedMesh.mesh();

    /** One request of each kind that leaves a metric of its own behind. */
    @BeforeEach
    void exercise() throws Exception {
        var _ = ask("{\"model\": \"auto\", \"max_tokens\": 4, \"messages\": [%s]}", "hello there");
        for (String tier : List.of("v1", "v2", "v3")) {
            String body = "{\"model\": \"" + tier + "\", \"max_tokens\": 4, \"messages\": [%s]}";
            assertEquals(200, ask(body, "hello"));
        }
        var _ = ask("{\"model\": \"v9\", \"messages\": [%s]}", "hello");
        var _ =
                ChatGrpc.newBlockingStub(mesh.channel())
                        .generate(GenerateRequest.newBuilder().setPrompt("hello").build());
    }

    private int ask(String body, String text) throws Exception {
        String message = "{\"role\": \"user\", \"content\": \"" + text + "\"}";
        HttpRequest request =
                HttpRequest.newBuilder(mesh.gateway("/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer strata-demo")
                        .POST(BodyPublishers.ofString(body.formatted(message)))
                        .build();
        return mesh.http().send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void table_ofRunningServices_isTheDocumentedOne() throws Exception {
        List<MetricRow> rows = new ArrayList<>();
        rows.addAll(Exposition.parse(get(metrics("gateway"))).rows("gateway"));
        rows.addAll(Exposition.parse(get(metrics("tier-edge"))).rows("tier"));
        rows.addAll(Exposition.parse(get(metrics("tier-core"))).rows("tier"));
        MetricTable exported = MetricTable.of(rows);
        if (Boolean.getBoolean("strata.update")) {
            Files.writeString(Mesh.REPOSITORY.resolve(MetricTable.PAGE), exported.render());
        }

        assertEquals(
                exported.render(),
                Files.readString(Mesh.REPOSITORY.resolve(MetricTable.PAGE)),
                "docs/metrics.md is old: run this test with -Dstrata.update=true");
        for (MetricRow row : exported.rows()) {
            assertFalse(row.meaning().isBlank(), row.name() + " says nothing of itself");
        }
    }

    @Test
    void dashboards_overARealRun_everyQueryReturnsData(@TempDir Path folder) throws Exception {
        try (Prometheus prometheus = Prometheus.of(mesh, folder)) {
            Map<String, String> without = new TreeMap<>(queries());
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (!without.isEmpty() && System.nanoTime() < end) {
                exercise(); // rates want values that change while Prometheus looks
                without.keySet().removeIf(prometheus::hasData);
            }

            assertEquals(Map.of(), without);
        }
    }

    /** Dashboard and panel by expression. */
    private static Map<String, String> queries() throws IOException {
        Map<String, String> queries = new TreeMap<>();
        Path source = Mesh.REPOSITORY.resolve("observability/dashboards.yaml");
        for (String text : Dashboards.of(source).values()) {
            JsonNode dashboard = JSON.readTree(text);
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.put(
                            target.path("expr").asText(),
                            dashboard.path("title").asText() + ": " + panel.path("title").asText());
                }
            }
        }
        return queries;
    }

    private URI metrics(String service) {
        return URI.create("http://127.0.0.1:" + mesh.report(service).port("http") + "/q/metrics");
    }

    private String get(URI uri) throws Exception {
        return mesh.http()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
