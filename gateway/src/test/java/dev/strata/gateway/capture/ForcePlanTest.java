package dev.strata.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForcePlanTest {
    private static final long INTERVAL = 50;

    private final ForcePlan plan = new ForcePlan(INTERVAL, 1000);

    @Test
    void dueAt_fastDisk_oneIntervalAfterTheOldestMayHaveCome() {
        plan.sawAll(1100);
        plan.appendedFirst();
        plan.sawAll(1120);

        assertEquals(1150, plan.dueAt());
    }

    @Test
    void dueAt_cameWhileTheDiskForced_countsFromThen() {
        plan.sawAll(1100);
        plan.appendedFirst();
        plan.forced(1150, 1160);
        // The writer did not look while it forced: what it finds may have come at 1150.
        plan.appendedFirst();

        // Ten for the force itself: on disk at 1200.
        assertEquals(1190, plan.dueAt());
    }

    @Test
    void dueAt_slowDisk_leavesTimeForMoreThanOneEvent() {
        plan.sawAll(1100);
        plan.appendedFirst();
        plan.forced(1150, 1350);
        plan.appendedFirst();

        assertEquals(1350 + INTERVAL / 4, plan.dueAt());
    }

    @Test
    void forced_oneSlowForce_isForgottenAfterSomeFastOnes() {
        plan.forced(1000, 1020);
        long slow = dueAfterAll(2000);
        for (int i = 0; i < 40; i++) {
            plan.forced(2000 + i, 2000 + i);
        }

        assertEquals(2000 + INTERVAL - 20, slow);
        assertTrue(dueAfterAll(3000) > 3000 + INTERVAL - 10);
    }

    private long dueAfterAll(long at) {
        plan.sawAll(at);
        plan.appendedFirst();
        return plan.dueAt();
    }
}
