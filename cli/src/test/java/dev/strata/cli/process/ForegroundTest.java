package dev.strata.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ForegroundTest {
    @TempDir Path folder;

    /** Waits for a process that writes its id and stays. */
    public static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) {
            Foreground.run(
                    List.of(
                            "sh",
                            "-c",
                            "sleep 1; echo $$ > \"$0.part\"; mv \"$0.part\" \"$0\"; exec sleep 60",
                            arguments[0]));
        }
    }

    @Test
    void run_processThatEnds_givesItsStatus() {
        assertEquals(7, Foreground.run(List.of("sh", "-c", "exit 7")));
    }

    @Test
    void run_toldToEnd_endsTheOtherProcessToo() throws Exception {
        Path id = folder.resolve("id");
        Process waiting =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Waiting.class.getName(),
                                id.toString())
                        .inheritIO()
                        .start();
        while (!Files.exists(id) && waiting.isAlive()) {
            LockSupport.parkNanos(20_000_000);
        }
        ProcessHandle other =
                ProcessHandle.of(Long.parseLong(Files.readString(id).strip())).orElseThrow();

        waiting.destroy();

        waiting.waitFor(30, TimeUnit.SECONDS);
        assertFalse(other.isAlive());
    }
}
