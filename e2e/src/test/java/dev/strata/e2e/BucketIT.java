package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large contents in a bucket: from a real gateway, over a server that speaks S3, into a dataset.
 */
@Timeout(420)
class BucketIT {
    private static final String QUESTION =
            "a question about harbours that is longer than an event may hold "
                    + "cranes and quays ".repeat(10);
    private static final String ANSWER = "Ships come and go.";

    @TempDir Path folder;

    @Test
    void build_contentInABucket_isFetchedAndAMissingOneIsAReason() throws Exception {
        try (Bucket bucket = Bucket.start(folder);
                Mesh mesh = Mesh.quiet(home(), gateway(bucket))) {
            assertEquals(200, mesh.answerBySchema("v1", QUESTION, ANSWER).statusCode());
            mesh.awaitShipped();
            assertTrue(
                    mesh.get("/q/metrics").body().contains("strata_capture_claimed_total 1.0"),
                    "the content was not put aside");
            // It is in no event: without the store nobody has it.
            String without = build(mesh, Bucket.CREDENTIALS, "file", folder.toString());
            String with = build(mesh, Bucket.CREDENTIALS, "bucket", bucket.address());
            CommandRun keyless =
                    command(mesh, Map.of("AWS_ACCESS_KEY_ID", ""), "none", bucket.address());
            bucket.empty();
            String missing = build(mesh, Bucket.CREDENTIALS, "missing", bucket.address());

            assertTrue(without.contains("claim_check=1"), without);
            assertTrue(with.contains("1 rows, zone public"), with);
            assertTrue(rows("bucket").contains("harbours"), rows("bucket"));
            assertTrue(missing.contains("claim_check=1"), missing);
            assertTrue(missing.contains("0 rows, zone public"), missing);
            assertEquals(2, keyless.status(), keyless.errors());
            assertTrue(keyless.errors().contains("AWS_ACCESS_KEY_ID"), keyless.errors());
            bucket.close();
            CommandRun away = command(mesh, Bucket.CREDENTIALS, "away", bucket.address());
            assertEquals(11, away.status(), away.output() + away.errors());
            assertTrue(away.errors().contains("nothing was published"), away.errors());
        }
    }

    private Path home() throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "home").toAbsolutePath()), "bucket");
    }

    private static Map<String, String> gateway(Bucket bucket) {
        Map<String, String> environment = new HashMap<>(Bucket.CREDENTIALS);
        environment.put("STRATA_CAPTURE_CONTENT_BUCKET", bucket.address());
        environment.put("STRATA_CAPTURE_CLAIM_OVER", "128");
        return environment;
    }

    private String build(Mesh mesh, Map<String, String> environment, String out, String content) {
        CommandRun run = command(mesh, environment, out, content);
        assertEquals(0, run.status(), run.errors());
        return run.output();
    }

    private CommandRun command(
            Mesh mesh, Map<String, String> environment, String out, String content) {
        return Mesh.command(
                mesh.home(),
                environment,
                "feed",
                "build",
                "--all",
                "--state",
                "e2e",
                "--content",
                content,
                "--out",
                folder.resolve(out).toString());
    }

    private String rows(String out) throws IOException {
        return Files.readString(folder.resolve(out).resolve("public/all/rows.jsonl"));
    }
}
