package dev.strata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two clouds on one machine, the link cut. */
class LabIT {
    @TempDir private Path home;

    /** In namespaces where they are permitted; where not, it says so and is the other test. */
    @Test
    void lab_linkCut_losesAndDivertsNothing() {
        holds(Mesh.command(home, "lab", "--json"));
    }

    @Test
    void lab_faultProxy_losesAndDivertsNothing() {
        holds(Mesh.command(home, "lab", "--json", "--no-namespaces", "--loss", "0.01"));
    }

    private static void holds(CommandRun run) {
        assertEquals(0, run.status(), () -> run.output() + run.errors());
        assertTrue(
                run.output()
                        .strip()
                        .matches(
                                "\\{\"private_in_public\":0,\"lost_events\":0,"
                                        + "\"refused_during_cut\":[1-9][0-9]*,\"recovery_s\":[0-9.]+}"),
                run::output);
    }
}
