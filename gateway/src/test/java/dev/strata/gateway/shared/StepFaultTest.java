package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.TenantRules;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that a real Redis refuses: for a fault of their own, and for one of its. */
@Timeout(120)
class StepFaultTest extends TwoReplicasTest {
    private static final Tenant.Limits BUDGET = new Tenant.Limits(0, 0, 0, 1_000, 0, false);

    private static Tenant other(Tenant.Limits limits) {
        return new Tenant("other", TenantRules.open("other"), Set.of(), "", limits);
    }

    @Test
    void admit_aTenantsKeysAreSpoilt_refusesItAloneAndTheStoreStays() throws Exception {
        assertEquals("+OK", RawRedis.run(redis, "SET", "test:{t}:used", "no hash"));

        assertEquals(
                ErrorReason.LEDGER_UNAVAILABLE, shed(one.admit(tenant(BUDGET), 1, 0)).reason());
        assertEquals(Optional.empty(), one.shared.problem());
        assertEquals(1, one.gauge("strata.shared.up"));
        admitted(one.admit(other(BUDGET), 700, 0)).close(700, 0);
        one.await("it to be charged", () -> one.gauge("strata.shared.owed.tokens") == 0);
        assertEquals(ErrorReason.BUDGET_EXHAUSTED, shed(two.admit(other(BUDGET), 700, 0)).reason());

        assertEquals(":1", RawRedis.run(redis, "DEL", "test:{t}:used"));
        admitted(one.admit(tenant(BUDGET), 1, 0)).close(0, 0);
    }

    @Test
    void settle_aTenantsKeysAreSpoilt_chargesTheOthersAndItselfLater() throws Exception {
        Admission.Ticket ticket = admitted(one.admit(tenant(BUDGET), 300, 0));
        assertEquals("+OK", RawRedis.run(redis, "SET", "test:{t}:used", "no hash"));
        ticket.close(300, 0);
        admitted(one.admit(other(BUDGET), 200, 0)).close(200, 0);

        one.await("the other to be charged", () -> one.gauge("strata.shared.owed.tokens") == 300);
        assertEquals(Optional.empty(), one.shared.problem());

        assertEquals(":1", RawRedis.run(redis, "DEL", "test:{t}:used"));
        one.await("it to be charged", one.shared::isSettled);
        assertEquals("300", RawRedis.run(redis, "HGET", "test:{t}:used", "tokens"));
    }

    /** The part of a step that went well is not done again with it. */
    @Test
    void settle_goesWrongHalfWay_isChargedOnce() throws Exception {
        Tenant both = tenant(new Tenant.Limits(0, 10_000, 0, 1_000, 0, false));
        Admission.Ticket ticket = admitted(one.admit(both, 300, 0));
        assertEquals(":1", RawRedis.run(redis, "DEL", "test:{t}:rates"));
        assertEquals("+OK", RawRedis.run(redis, "SET", "test:{t}:rates", "no hash"));
        ticket.close(250, 0);
        one.await("it to have been tried", () -> shedUnknown(both));

        assertEquals(":1", RawRedis.run(redis, "DEL", "test:{t}:rates"));
        one.await("it to be charged", one.shared::isSettled);

        assertEquals("250", RawRedis.run(redis, "HGET", "test:{t}:used", "tokens"));
    }

    /** A step after it over the same connection was answered. */
    private boolean shedUnknown(Tenant tenant) {
        return shed(one.admit(tenant, 1, 0)).reason() == ErrorReason.LEDGER_UNAVAILABLE;
    }

    @Test
    void admit_storeTakesNoWrites_isAwayUntilItDoes() throws Exception {
        away("READONLY", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE");
        assertEquals("+OK", RawRedis.run(redis, "CONFIG", "SET", "replica-serve-stale-data", "no"));
        away("MASTERDOWN", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE");
    }

    private void away(String code, String spoil, String mend) throws Exception {
        assertEquals("+OK", RawRedis.run(redis, spoil.split(" ")));
        assertEquals(
                ErrorReason.LEDGER_UNAVAILABLE, shed(one.admit(tenant(BUDGET), 1, 0)).reason());
        String problem = one.shared.problem().orElse("it is up");
        assertTrue(problem.contains(code), problem);
        assertEquals("+OK", RawRedis.run(redis, mend.split(" ")));
        one.awaitUp();
        admitted(one.admit(tenant(BUDGET), 1, 0)).close(0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "WRONGTYPE, 'WRONGTYPE Operation against a key holding the wrong kind of value script: 1f, on @user_script:7.'",
        "WRONGTYPE, 'ERR Error running script (call to f_1f): @user_script:7: WRONGTYPE Operation against a key'",
        "ERR, 'ERR user_script:3: attempt to compare nil with number script: 1f, on @user_script:3.'",
        "ERR, 'ERR Error running script (call to f_1f): @user_script:3: user_script:3: attempt to index'",
        "NOPERM, 'NOPERM this user has no permissions to access one of the keys'",
        "ERR, something without a code"
    })
    void of_answerToTheStepItself_isItsOwn(String code, String words) {
        assertEquals(Optional.of(code), StepFault.of(ErrorType.create(words)).map(StepFault::code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "ERR Error running script (call to f_1f): @user_script:7: @user_script: 7: -READONLY You can't write",
                "OOM command not allowed when used memory > 'maxmemory'.",
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down",
                "NOAUTH Authentication required.",
                "WRONGPASS invalid username-password pair",
                "MISCONF Redis is configured to save RDB snapshots",
                "BUSY Redis is busy running a script.",
                "CLUSTERDOWN The cluster is down",
                "CONNECTION_CLOSED"
            })
    void of_answerOfAStoreThatCannotWork_isTheStores(String words) {
        assertEquals(Optional.empty(), StepFault.of(ErrorType.create(words)));
    }

    @Test
    void of_noAnswerAtAll_isTheStores() {
        assertEquals(Optional.empty(), StepFault.of(new TimeoutException("500 ms")));
        assertEquals(Optional.empty(), StepFault.of(new IllegalStateException("WRONGTYPE")));
    }
}
