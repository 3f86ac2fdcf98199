package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
            HttpResponse<String> response =
                    mesh.answerBySchema(
                            "auto",
                            "what is said of item %d? mail ann%d@example.org".formatted(i, i),
                            "Item " + i);
            assertEquals(200, response.statusCode(), response.body());
        }
        // What came in between two builds would be in one of them.
        mesh.awaitShipped();
        Path local = folder.resolve("local");
        Path log = folder.resolve("cluster.log");
        Process cluster = Mesh.launch(mesh.home(), log, "feed", "cluster", "--workers", "2");
        try {
            Mesh.await("a cluster", Duration.ofSeconds(120), () -> master(log).isPresent());
            assertTrue(build(local, List.of("--month", "2026-10")) >= REQUESTS);
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
            end(cluster);
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

    /** Told once to end, the command takes along all that it started. */
    private static void end(Process cluster) {
        List<ProcessHandle> all = cluster.descendants().toList();
        cluster.destroy();
        try {
            Mesh.await(
                    "the cluster's processes to end",
                    Duration.ofSeconds(60),
                    () -> !cluster.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
