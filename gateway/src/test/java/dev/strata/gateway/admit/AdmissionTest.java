package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.TenantRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final AtomicLong now = new AtomicLong();
    private final Admission admission =
            new Admission(3, now::get, Ledger.inMemory(InstantSource.system()));

    private static Tenant tenant(String id, int perMinute, long tokens, int concurrent) {
        return new Tenant(
                id,
                TenantRules.open(id),
                Set.of(),
                "",
                new Tenant.Limits(perMinute, tokens, concurrent, 0, 0));
    }

    private static Claim claim(long tokens) {
        return new Claim(tokens, 0, Instant.now().plusSeconds(60));
    }

    private Failure shed(Tenant tenant, long tokens) {
        return assertThrows(GatewayException.class, () -> admission.admit(tenant, claim(tokens)))
                .failure();
    }

    @Test
    void admit_gatewayFull_shedsWithRetryHint() {
        Tenant tenant = tenant("a", 0, 0, 0);
        for (int i = 0; i < 3; i++) {
            admission.admit(tenant, claim(1));
        }

        Failure failure = shed(tenant, 1);

        assertEquals(ErrorReason.OVERLOADED, failure.reason());
        assertTrue(failure.retryAfter().isPresent());
        assertEquals(3, admission.inFlight());
    }

    @Test
    void close_twice_freesOnePlace() {
        Tenant tenant = tenant("a", 0, 0, 0);
        Admission.Ticket ticket = admission.admit(tenant, claim(1));
        admission.admit(tenant, claim(1));
        ticket.close(1, 0);
        ticket.close(1, 0);

        assertEquals(1, admission.inFlight());
    }

    @Test
    void admit_tenantAtItsConcurrency_shedsIt() {
        Tenant one = tenant("a", 0, 0, 1);
        admission.admit(one, claim(1));

        assertEquals(ErrorReason.CONCURRENCY_LIMITED, shed(one, 1).reason());
        admission.admit(tenant("b", 0, 0, 1), claim(1));
        assertEquals(2, admission.inFlight());
    }

    @Test
    void admit_overRate_saysWhenToComeAgain() {
        Tenant tenant = tenant("a", 2, 0, 0);
        admission.admit(tenant, claim(1)).close(1, 0);
        admission.admit(tenant, claim(1)).close(1, 0);

        Failure failure = shed(tenant, 1);

        assertEquals(ErrorReason.RATE_LIMITED, failure.reason());
        assertEquals(30, failure.retryAfter().orElseThrow().toSeconds());
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        admission.admit(tenant, claim(1)).close(1, 0);
    }

    @Test
    void close_usedLess_refunds() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admission.admit(tenant, claim(90)).close(10, 0);

        admission.admit(tenant, claim(90)).close(0, 0);
    }

    @Test
    void close_usedMore_charges() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admission.admit(tenant, claim(10)).close(150, 0);

        assertEquals(ErrorReason.TOKENS_LIMITED, shed(tenant, 1).reason());
        assertEquals(0, admission.inFlight());
    }

    @Test
    void admit_largerThanTheMinute_passesWhenFullOnly() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admission.admit(tenant, claim(500)).close(500, 0);

        assertEquals(ErrorReason.TOKENS_LIMITED, shed(tenant, 1).reason());
    }

    @Test
    void reserveMore_noTokensLeft_isRefusedAndChargesNothing() {
        Tenant tenant = tenant("a", 0, 100, 0);
        Admission.Ticket ticket = admission.admit(tenant, claim(60));

        assertFalse(ticket.reserveMore(claim(60)));
        ticket.close(0, 0);
        admission.admit(tenant, claim(100)).close(0, 0);
    }

    @Test
    void admit_tokensRefused_keepsTheRate() {
        Tenant tenant = tenant("a", 1, 100, 0);
        Admission.Ticket first = admission.admit(tenant, claim(100));
        first.close(100, 0);
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        shed(tenant, 90);
        now.addAndGet(Duration.ofSeconds(30).toNanos());

        admission.admit(tenant, claim(50)).close(0, 0);
    }
}
