package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import dev.strata.router.TenantRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    /** Answers when the test says so. */
    private record LateAllowance(CompletableFuture<Answer> first, CompletableFuture<Answer> next)
            implements Allowance {
        @Override
        public CompletableFuture<Answer> begin(Tenant tenant, Claim claim) {
            return first;
        }

        @Override
        public CompletableFuture<Answer> more(Tenant tenant, Claim claim) {
            return next;
        }
    }

    private final AtomicLong now = new AtomicLong();
    private final Admission admission =
            new Admission(
                    3,
                    new LocalLimits(
                            new Minutes(now::get), Ledger.inMemory(InstantSource.system())));

    private static Tenant tenant(String id, int perMinute, long tokens, int concurrent) {
        return new Tenant(
                id,
                TenantRules.open(id),
                Set.of(),
                "",
                new Tenant.Limits(perMinute, tokens, concurrent, 0, 0, false));
    }

    private static Claim claim(long tokens) {
        return new Claim(tokens, 0, Instant.now().plusSeconds(60));
    }

    @Test
    void admit_limitsThatFail_isShedAndGivesItsPlaceBack() {
        CompletableFuture<Allowance.Answer> broken = new CompletableFuture<>();
        Admission one = new Admission(1, new LateAllowance(broken, broken));
        var waiting = one.admit(tenant("a", 0, 0, 0), claim(1));

        broken.completeExceptionally(new IllegalStateException("a defect"));

        Failure failure = assertInstanceOf(Admission.Outcome.Shed.class, waiting.join()).failure();
        assertEquals(ErrorReason.LEDGER_UNAVAILABLE, failure.reason());
        assertEquals(0, one.inFlight());
    }

    private Failure shed(Tenant tenant, long tokens) {
        return assertInstanceOf(
                        Admission.Outcome.Shed.class, admission.admit(tenant, claim(tokens)).join())
                .failure();
    }

    private Admission.Ticket admit(Tenant tenant, long tokens) {
        return assertInstanceOf(
                        Admission.Outcome.Admitted.class,
                        admission.admit(tenant, claim(tokens)).join())
                .ticket();
    }

    @Test
    void admit_gatewayFull_shedsWithRetryHint() {
        Tenant tenant = tenant("a", 0, 0, 0);
        for (int i = 0; i < 3; i++) {
            admit(tenant, 1);
        }

        Failure failure = shed(tenant, 1);

        assertEquals(ErrorReason.OVERLOADED, failure.reason());
        assertTrue(failure.retryAfter().isPresent());
        assertEquals(3, admission.inFlight());
    }

    @Test
    void close_twice_freesOnePlace() {
        Tenant tenant = tenant("a", 0, 0, 0);
        Admission.Ticket ticket = admit(tenant, 1);
        admit(tenant, 1);
        ticket.close(1, 0);
        ticket.close(1, 0);

        assertEquals(1, admission.inFlight());
    }

    @Test
    void admit_tenantAtItsConcurrency_shedsIt() {
        Tenant one = tenant("a", 0, 0, 1);
        admit(one, 1);

        assertEquals(ErrorReason.CONCURRENCY_LIMITED, shed(one, 1).reason());
        admit(tenant("b", 0, 0, 1), 1);
        assertEquals(2, admission.inFlight());
    }

    @Test
    void admit_overRate_saysWhenToComeAgain() {
        Tenant tenant = tenant("a", 2, 0, 0);
        admit(tenant, 1).close(1, 0);
        admit(tenant, 1).close(1, 0);

        Failure failure = shed(tenant, 1);

        assertEquals(ErrorReason.RATE_LIMITED, failure.reason());
        assertEquals(30, failure.retryAfter().orElseThrow().toSeconds());
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        admit(tenant, 1).close(1, 0);
    }

    @Test
    void close_usedLess_refunds() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admit(tenant, 90).close(10, 0);

        admit(tenant, 90).close(0, 0);
    }

    @Test
    void close_usedMore_charges() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admit(tenant, 10).close(150, 0);

        assertEquals(ErrorReason.TOKENS_LIMITED, shed(tenant, 1).reason());
        assertEquals(0, admission.inFlight());
    }

    @Test
    void admit_largerThanTheMinute_passesWhenFullOnly() {
        Tenant tenant = tenant("a", 0, 100, 0);
        admit(tenant, 500).close(500, 0);

        assertEquals(ErrorReason.TOKENS_LIMITED, shed(tenant, 1).reason());
    }

    @Test
    void reserveMore_noTokensLeft_isRefusedAndChargesNothing() {
        Tenant tenant = tenant("a", 0, 100, 0);
        Admission.Ticket ticket = admit(tenant, 60);

        assertFalse(ticket.reserveMore(claim(60)).join());
        ticket.close(0, 0);
        admit(tenant, 100).close(0, 0);
    }

    @Test
    void admit_tokensRefused_keepsTheRate() {
        Tenant tenant = tenant("a", 1, 100, 0);
        Admission.Ticket first = admit(tenant, 100);
        first.close(100, 0);
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        shed(tenant, 90);
        now.addAndGet(Duration.ofSeconds(30).toNanos());

        admit(tenant, 50).close(0, 0);
    }

    @Test
    void admit_storeAnswersLate_waitsForIt() {
        CompletableFuture<Allowance.Answer> late = new CompletableFuture<>();
        Admission slow = new Admission(1, new LateAllowance(late, late));

        CompletableFuture<Admission.Outcome> outcome = slow.admit(tenant("a", 1, 0, 0), claim(1));
        assertFalse(outcome.isDone());
        late.complete(
                new Allowance.Answer.Refused(
                        LimitFailure.requests(tenant("a", 1, 0, 0), Duration.ofSeconds(1))));

        assertInstanceOf(Admission.Outcome.Shed.class, outcome.join());
        assertEquals(0, slow.inFlight());
    }

    @Test
    void reserveMore_requestEndsMeanwhile_isGivenBackAtOnce() {
        CompletableFuture<Allowance.Answer> late = new CompletableFuture<>();
        CompletableFuture<Allowance.Answer> later = new CompletableFuture<>();
        Admission slow = new Admission(1, new LateAllowance(late, later));
        AtomicLong settled = new AtomicLong();
        Allowance.Answer granted =
                new Allowance.Answer.Granted((tokens, _) -> settled.addAndGet(1 + tokens));
        var first = slow.admit(tenant("a", 1, 0, 0), claim(1));
        late.complete(granted);
        Admission.Ticket ticket =
                assertInstanceOf(Admission.Outcome.Admitted.class, first.join()).ticket();

        CompletableFuture<Boolean> more = ticket.reserveMore(claim(1));
        ticket.close(5, 0);
        assertEquals(6, settled.get());
        later.complete(granted);

        assertFalse(more.join());
        assertEquals(7, settled.get());
    }

    /** A rule on a share of the budget would have to know the budget's size. */
    @Test
    void admit_smallPartOfTheMonthsCostIsUsed_leavesExactlyTheRest() {
        Tenant tenant =
                new Tenant(
                        "money",
                        TenantRules.open("money"),
                        Set.of(),
                        "",
                        new Tenant.Limits(0, 0, 0, 0, 15, false));
        Instant end = Instant.now().plusSeconds(60);
        assertInstanceOf(
                        Admission.Outcome.Admitted.class,
                        admission.admit(tenant, new Claim(1, .5, end)).join())
                .ticket()
                .close(1, .4);

        var over = admission.admit(tenant, new Claim(1, 14.61, end)).join();
        var rest = admission.admit(tenant, new Claim(1, 14.59, end)).join();

        assertEquals(
                ErrorReason.BUDGET_EXHAUSTED,
                assertInstanceOf(Admission.Outcome.Shed.class, over).failure().reason());
        assertInstanceOf(Admission.Outcome.Admitted.class, rest);
    }
}
