package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tenant.Tenant;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis that dies, hangs and comes back under two gateways' worth of limits. */
@Timeout(120)
class StoreAwayTest extends TwoReplicasTest {
    private static int letIn(Replica replica, Tenant tenant, int count) {
        int in = 0;
        for (int i = 0; i < count; i++) {
            if (replica.admit(tenant, 1, 0) instanceof Admission.Outcome.Admitted) {
                in++;
            }
        }
        return in;
    }

    @Test
    void admit_storeDied_eachEnforcesItsShareOfRates() {
        Tenant tenant = tenant(new Tenant.Limits(60, 0, 10, 0, 0, false));
        redis.kill();

        assertEquals(5, letIn(one, tenant, 30));
        assertEquals(5, letIn(two, tenant, 30));

        Tenant rate = tenant(new Tenant.Limits(60, 0, 0, 0, 0, false));
        int in = letIn(one, rate, 100);
        assertTrue(in >= 30 && in <= 32, "" + in);
    }

    @Test
    void admit_storeDied_refusesBudgetsUnlessTheTenantSaysOtherwise() {
        Tenant closed = tenant(new Tenant.Limits(0, 0, 0, 1_000, 0, false));
        Tenant open = tenant(new Tenant.Limits(0, 0, 0, 1_000, 0, true));
        redis.kill();

        assertEquals(ErrorReason.LEDGER_UNAVAILABLE, shed(one.admit(closed, 1, 0)).reason());
        admitted(one.admit(open, 100, 0)).close(100, 0);
        assertEquals(0, one.gauge("strata.shared.up"));
        assertEquals(100, one.gauge("strata.shared.owed.tokens"));
        HealthCheckResponse health = new SharedHealth(one.shared).call();
        assertEquals(HealthCheckResponse.Status.DOWN, health.getStatus());
        assertTrue(health.getData().orElseThrow().containsKey("problem"));
    }

    @Test
    void look_storeCameBack_chargesWhatWasUsedAndEnforcesTogether() {
        Tenant open = tenant(new Tenant.Limits(0, 0, 10, 1_000, 0, true));
        Admission.Ticket before = admitted(one.admit(open, 300, 0));
        redis.kill();
        before.close(250, 0);
        admitted(two.admit(open, 600, 0)).close(350, 0);

        redis.start();
        one.awaitUp();
        two.awaitUp();
        one.await("all to be charged", one.shared::isSettled);
        two.await("all to be charged", two.shared::isSettled);

        Tenant closed = tenant(new Tenant.Limits(0, 0, 0, 1_000, 0, false));
        assertEquals(ErrorReason.BUDGET_EXHAUSTED, shed(one.admit(closed, 401, 0)).reason());
        admitted(two.admit(closed, 400, 0)).close(0, 0);
        assertEquals(1, one.gauge("strata.shared.up"));
        assertEquals(
                HealthCheckResponse.Status.UP, new SharedHealth(one.shared).call().getStatus());
    }

    @Test
    void admit_storeHangs_isDecidedInTimeAndChargedOnce() throws Exception {
        Tenant open = tenant(new Tenant.Limits(0, 0, 0, 1_000, 0, true));
        Admission.Ticket before = admitted(one.admit(open, 300, 0));
        redis.halt();
        // Sent and not answered: nobody knows whether it was taken.
        before.close(250, 0);
        admitted(one.admit(open, 600, 0)).close(50, 0);

        redis.goOn();
        one.awaitUp();
        one.await("all to be charged", one.shared::isSettled);

        Tenant closed = tenant(new Tenant.Limits(0, 0, 0, 1_000, 0, false));
        assertEquals(ErrorReason.BUDGET_EXHAUSTED, shed(two.admit(closed, 701, 0)).reason());
        admitted(two.admit(closed, 700, 0)).close(0, 0);
    }

    @Test
    void settle_sameNumberTwice_chargesOnce() throws Exception {
        String[] step = {
            "EVAL", Script.SETTLE.text(), "5", "r", "e", "h", "u", "n", "7", "100", "2.5", "0", "0"
        };

        assertEquals(":1", RawRedis.run(redis, step));
        assertEquals(":0", RawRedis.run(redis, step));

        assertEquals("100", RawRedis.run(redis, "HGET", "u", "tokens"));
        assertEquals("2.5", RawRedis.run(redis, "HGET", "u", "cost"));
    }

    @Test
    void look_passwordIsWrong_saysSo(@TempDir Path other) {
        try (RedisServer locked = RedisServer.start(other, "--requirepass", "right");
                Replica wrong = new Replica(locked.url(), Optional.of("wrong"));
                Replica right = new Replica(locked.url(), Optional.of("right"))) {
            right.awaitUp();
            wrong.await(
                    "the reason", () -> wrong.shared.problem().orElse("").contains("WRONGPASS"));
        }
    }
}
