package dev.strata.cli.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir private Path state;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void clearAll_ofAKilledLab_endsEvenAProcessThatWasStopped() throws Exception {
        Leftovers leftovers = new Leftovers(state.resolve("leftovers.1"));
        leftovers.process(process.pid());
        leftovers.namespace("strata-test-that-is-none");
        new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();

        Leftovers.clearAll(state);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertFalse(Files.exists(leftovers.file()));
    }

    @Test
    void clear_anotherProcessOfThatNumber_isLeftAlone() throws IOException {
        Leftovers leftovers = new Leftovers(state.resolve("leftovers.1"));
        Files.writeString(
                leftovers.file(), "process %d 2020-01-01T00:00:00Z\n".formatted(process.pid()));

        leftovers.clear(Duration.ZERO);

        assertTrue(process.isAlive());
        assertFalse(Files.exists(leftovers.file()));
    }
}
