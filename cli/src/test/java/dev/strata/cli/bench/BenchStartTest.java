package dev.strata.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStartTest {
    private static StartTrial.Start start(long millis) {
        return new StartTrial.Start(millis * 1_000_000, millis * 2_000_000);
    }

    @Test
    void report_ofStarts_tellsMediansBesideWhatIsWanted() {
        StartFigures figures =
                new StartFigures(
                        List.of(start(1500), start(1600), start(1700)),
                        List.of(start(700), start(800), start(900)),
                        50L << 20);

        assertEquals(
                "{rounds=3, plain_s=1.6, plain_cpu_s=3.2, aot_s=0.8, aot_cpu_s=1.6,"
                        + " aot_slowest_s=0.9, wanted_s=0.8, cache_mib=50}",
                figures.report().json().toString());
        assertTrue(!figures.report().tables().getFirst().render().contains("missed"));
    }

    @Test
    void entryPoint_ofADockerfile_standsInTheFolder(@TempDir Path folder) throws Exception {
        ImageLayout image =
                new ImageLayout(
                        folder,
                        List.of(
                                "FROM base",
                                "RUN [\"java\", \"-XX:AOTCacheOutput=/app/start.aot\", \"-version\"]",
                                "ENTRYPOINT [\"java\", \"-jar\", \"/app/run.jar\"]"));

        List<String> entry = image.entryPoint();

        assertTrue(entry.getFirst().endsWith("/bin/java"), entry.getFirst());
        assertEquals(List.of("-jar", folder + "/run.jar"), entry.subList(1, 3));
    }

    @Test
    void build_stepFails_saysWhatItSaid(@TempDir Path folder) {
        ImageLayout image =
                new ImageLayout(folder, List.of("RUN [\"java\", \"-jar\", \"/app/none.jar\"]"));

        IllegalStateException thrown = assertThrows(IllegalStateException.class, image::build);

        assertTrue(String.valueOf(thrown.getMessage()).contains("none.jar"), thrown.getMessage());
    }

    @Test
    void start_processThatEnds_saysItsLastWords(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("gateway"), "echo no such port\nexit 3\n");
        try (StubTier stub = new StubTier()) {
            StartTrial trial = new StartTrial(folder.resolve("state"), stub);

            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () -> trial.start(List.of("sh", script.toString())));

            assertEquals(
                    "gateway is not ready: expected it within 60 s, got: no such port",
                    thrown.getMessage());
        }
    }

    @Test
    void start_processThatReports_isMeasured(@TempDir Path folder) throws Exception {
        Path script =
                Files.writeString(
                        folder.resolve("gateway"),
                        "printf 'service=gateway\\npid=1\\n' > $STRATA_PROCESS_READY_FILE\nread end\n");
        try (StubTier stub = new StubTier()) {
            StartTrial.Start start =
                    new StartTrial(folder.resolve("state"), stub)
                            .start(List.of("sh", script.toString()));

            assertTrue(start.nanos() > 0 && start.cpuNanos() >= 0, "" + start);
        }
    }
}
