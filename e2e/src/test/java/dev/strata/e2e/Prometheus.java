package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A Prometheus of its own, with the repository's rules; looks every second. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one that scrapes the mesh's services; where there is no Prometheus the test is
     * skipped, and fails in CI.
     */
    static Prometheus of(Mesh mesh, Path folder) throws IOException {
        Function<String, String> http = service -> "127.0.0.1:" + mesh.report(service).port("http");
        return start(
                folder,
                Map.of(
                        "strata-gateway", List.of(http.apply("gateway")),
                        "strata-tier", List.of(http.apply("tier-edge"), http.apply("tier-core"))));
    }

    private static Prometheus start(Path folder, Map<String, List<String>> targets)
            throws IOException {
        Path program = program();
        Path rules = Mesh.REPOSITORY.resolve("observability/prometheus/rules.yaml");
        Files.writeString(
                folder.resolve("rules.yaml"),
                Files.readString(rules).replace("interval: 30s", "interval: 1s"));
        Files.writeString(folder.resolve("prometheus.yaml"), configuration(targets));
        int port = freePort();
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--config.file=" + folder.resolve("prometheus.yaml"),
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--enable-feature=exemplar-storage",
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        return new Prometheus(process, "http://127.0.0.1:" + port);
    }

    private static String configuration(Map<String, List<String>> targets) {
        String jobs =
                targets.entrySet().stream()
                        .map(job ->
                                """
                                  - job_name: %s
                                    metrics_path: /q/metrics
                                    static_configs: [{targets: %s}]
                                """
                                        .formatted(job.getKey(), job.getValue()))
                        .collect(Collectors.joining());
        return """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [rules.yaml]
        scrape_configs:
        """
                + jobs;
    }

    private static Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String message = "prometheus is missing: expected Debian's package of it";
                    if ("true".equals(System.getenv("CI"))) {
                        fail(message);
                    }
                    System.err.println("SKIPPED: " + message);
                    throw new TestAbortedException(message);
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** True where {@code expression} gives at least one value that is a number. */
    boolean hasData(String expression) {
        for (JsonNode sample : get("query", encoded(expression)).at("/data/result")) {
            if (!sample.at("/value/1").asText().equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    /** True where an exemplar of {@code series} leads to {@code trace}. */
    boolean leadsTo(String trace, String series) {
        String ofToday = "%s&start=%d&end=%d".formatted(series, daysFromNow(-1), daysFromNow(1));
        for (JsonNode labelled : get("query_exemplars", ofToday).path("data")) {
            for (JsonNode exemplar : labelled.path("exemplars")) {
                if (exemplar.at("/labels/trace_id").asText().equals(trace)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What Prometheus answers; nothing as long as it has not opened its port. */
    private JsonNode get(String what, String query) {
        URI uri = URI.create("%s/api/v1/%s?query=%s".formatted(address, what, query));
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException _) {
            return JSON.nullNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    private static long daysFromNow(int days) {
        return Instant.now().plus(Duration.ofDays(days)).getEpochSecond();
    }

    @Override
    public void close() throws Exception {
        http.close();
        process.destroy();
        if (!process.waitFor(Duration.ofSeconds(20))) {
            process.destroyForcibly();
        }
    }
}
