package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One month of requests that the mesh routed, built here and on a cluster of two workers. */
@ExtendWith(SharedMesh.class)
@Timeout(420)
class SparkIT {
    private static final Pattern MASTER = Pattern.compile("spark://[0-9.:]+");
    private static final int REQUESTS = 24;
    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void build_onAClusterAndHere_noRowDiffers(@TempDir Path folder) throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            ask("what is said of item %d? mail ann%d@example.org".formatted(i, i), "Item " + i);
        }
        Path local = folder.resolve("local");
        Mesh.await(
                "all requests in a dataset's input",
                Duration.ofSeconds(60),
                () -> build(local, List.of("--all")) >= REQUESTS);
        Path log = folder.resolve("cluster.log");
        Process cluster = Mesh.launch(mesh.home(), log, "feed", "cluster", "--workers", "2");
        try {
            Mesh.await("a cluster", Duration.ofSeconds(120), () -> master(log).isPresent());
            build(local, List.of("--month", "2026-10"));
            build(
                    folder.resolve("spark"),
                    List.of(
                            "--month",
                            "2026-10",
                            "--engine",
                            "spark",
                            "--spark-master",
                            master(log).orElseThrow()));
        } finally {
            List<ProcessHandle> all = cluster.descendants().toList();
            cluster.destroy();
            assertTrue(cluster.waitFor(Duration.ofSeconds(30)), "the cluster did not end");
            // What a launcher that was told to end early may have left behind.
            all.forEach(ProcessHandle::destroy);
        }

        CommandRun difference =
                Mesh.command(
                        mesh.home(),
                        "feed",
                        "diff",
                        local.resolve("private/2026-10").toString(),
                        folder.resolve("spark/private/2026-10").toString());

        assertEquals(0, difference.status(), difference.output() + difference.errors());
        assertTrue(difference.output().startsWith("0 rows differ"), difference.output());
        assertTrue(
                difference.output().contains(" files have the same bytes\n"), difference.output());
    }

    /** Rows that are left. */
    private long build(Path out, List<String> more) {
        CommandRun run =
                Mesh.command(
                        mesh.home(),
                        Stream.concat(
                                        Stream.of(
                                                "feed",
                                                "build",
                                                "--state",
                                                "e2e",
                                                "--zone",
                                                "private",
                                                "--out",
                                                out.toString()),
                                        more.stream())
                                .toArray(String[]::new));
        assertEquals(0, run.status(), run.errors());
        Matcher rows = Pattern.compile("(\\d+) rows, zone").matcher(run.output());
        assertTrue(rows.find(), run.output());
        return Long.parseLong(rows.group(1));
    }

    private static Optional<String> master(Path log) {
        try {
            Matcher found =
                    MASTER.matcher(
                            Files.exists(log)
                                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                                    : "");
            return found.find() ? Optional.of(found.group()) : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void ask(String question, String answer) throws IOException, InterruptedException {
        String body =
                """
                {"model": "auto", "max_tokens": 32, "messages": [{"role": "user", "content": "%s"}],
                 "response_format": {"type": "json_schema",
                                     "json_schema": {"name": "answer", "schema": {"const": "%s"}}}}
                """
                        .formatted(question, answer);
        HttpResponse<String> response =
                mesh.http()
                        .send(
                                HttpRequest.newBuilder(mesh.gateway("/v1/chat/completions"))
                                        .header("content-type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
    }
}
