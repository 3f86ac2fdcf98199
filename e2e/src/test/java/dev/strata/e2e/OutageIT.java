package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outage drill in short: the real gateway and broker, killed. */
class OutageIT {
    @TempDir Path home;

    @Test
    void benchOutage_short_losesNothingDurable() {
        CommandRun run =
                Mesh.command(
                        home,
                        "bench",
                        "outage",
                        "--events",
                        "600",
                        "--rate",
                        "100",
                        "--minutes",
                        "0.2",
                        "--json");

        assertEquals(0, run.status(), run::errors);
        assertTrue(run.output().contains("\"lost\":0,\"duplicated\":0"), run::output);
    }
}
