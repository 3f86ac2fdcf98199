package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests made of the gateway's own OpenAPI document, right and wrong ones: no server error, and
 * nothing is left behind. {@code -Dstrata.fuzz.cases=N} makes at least N.
 */
@ExtendWith(SharedMesh.class)
class FuzzIT {
    private static final int CASES = Integer.getInteger("strata.fuzz.cases", 100);

    /** Cases of an operation are wanted so many times, since not all can make as many. */
    private static final double SPARE = 1.25;

    private static final Pattern MADE = Pattern.compile("(\\d+) generated");

    private final Mesh mesh = SharedMesh.mesh();

    @Test
    void requests_ofTheDocument_neverFailTheGateway(@TempDir Path folder) throws IOException {
        String schemathesis =
                Tool.ofVariable("STRATA_TEST_SCHEMATHESIS", "Schemathesis", String::valueOf);
        Path document =
                Files.writeString(folder.resolve("openapi.yaml"), mesh.get("/openapi.yaml").body());

        double threads = mesh.threads();

        CommandRun run =
                CommandRun.of(
                        List.of(
                                schemathesis,
                                "run",
                                document.toString(),
                                "--url",
                                mesh.gateway("").toString(),
                                "-H",
                                "authorization: Bearer strata-demo",
                                "--checks",
                                "not_a_server_error",
                                "--phases",
                                "fuzzing",
                                "--max-examples",
                                Integer.toString(examples(Files.readString(document))),
                                "--generation-deterministic",
                                "--warnings",
                                "off"),
                        Map.of("COLUMNS", "200"));

        assertEquals(0, run.status(), run.output() + run.errors());
        Matcher made = MADE.matcher(run.output());
        assertTrue(made.find(), run.output());
        assertTrue(Integer.parseInt(made.group(1)) >= CASES, made.group());
        mesh.awaitNothingLeft(threads);
        System.out.printf("fuzz of REST: %s%n", made.group());
    }

    /** Of each operation; those without a body have few. */
    private static int examples(String document) {
        long bodies = document.lines().filter(line -> line.strip().equals("requestBody:")).count();
        return (int) Math.ceil(Math.max(40, CASES * SPARE / bodies));
    }
}
