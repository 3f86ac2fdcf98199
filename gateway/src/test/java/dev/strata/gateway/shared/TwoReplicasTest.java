package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.TenantRules;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways' worth of limits over one real Redis. */
abstract class TwoReplicasTest {
    @TempDir private Path folder;
    RedisServer redis;
    Replica one;
    Replica two;

    @BeforeEach
    void start() {
        redis = RedisServer.start(folder);
        one = Replica.up(redis);
        two = Replica.up(redis);
        one.await("both to be counted", () -> one.gauge("strata.shared.replicas") == 2);
    }

    @AfterEach
    void stop() {
        redis.close();
        one.close();
        two.close();
    }

    static Tenant tenant(Tenant.Limits limits) {
        return new Tenant("t", TenantRules.open("t"), Set.of(), "", limits);
    }

    static Failure shed(Admission.Outcome outcome) {
        return assertInstanceOf(Admission.Outcome.Shed.class, outcome).failure();
    }

    static Admission.Ticket admitted(Admission.Outcome outcome) {
        return assertInstanceOf(Admission.Outcome.Admitted.class, outcome).ticket();
    }
}
