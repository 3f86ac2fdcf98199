package dev.strata.gateway.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.admit.Admission;
import dev.strata.gateway.admit.Budgets;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways' worth of limits over one real Redis. */
@Timeout(120)
class SharedLimitsTest extends TwoReplicasTest {
    /** Asks both at once, {@code count} times in all; the tickets of those that were let in. */
    private List<Admission.Ticket> askBoth(Tenant tenant, int count, long tokens) {
        Claim claim = new Claim(tokens, 0, Instant.now().plusSeconds(60));
        List<CompletableFuture<Admission.Outcome>> asked =
                IntStream.range(0, count)
                        .mapToObj(i -> (i % 2 == 0 ? one : two).admission.admit(tenant, claim))
                        .toList();
        return asked.stream()
                .map(CompletableFuture::join)
                .filter(Admission.Outcome.Admitted.class::isInstance)
                .map(TwoReplicasTest::admitted)
                .toList();
    }

    @Test
    void admit_twoGateways_enforceOneBoundOnRequestsAtATime() {
        Tenant tenant = tenant(new Tenant.Limits(0, 0, 40, 0, 0, false));

        List<Admission.Ticket> in = askBoth(tenant, 400, 1);

        assertEquals(40, in.size());
        in.forEach(ticket -> ticket.close(1, 0));
        one.await("the places to be free", () -> askedOnce(tenant));
    }

    private boolean askedOnce(Tenant tenant) {
        List<Admission.Ticket> again = askBoth(tenant, 80, 1);
        again.forEach(ticket -> ticket.close(0, 0));
        return again.size() == 40;
    }

    @Test
    void admit_twoGateways_enforceOneRate() {
        int perMinute = 6_000;
        Tenant tenant = tenant(new Tenant.Limits(perMinute, 0, 0, 0, 0, false));
        long begin = System.nanoTime();
        int granted = 0;
        for (int i = 0; i < 40; i++) {
            List<Admission.Ticket> in = askBoth(tenant, 500, 1);
            in.forEach(ticket -> ticket.close(1, 0));
            granted += in.size();
        }
        double minutes = (System.nanoTime() - begin) / 60e9;

        double allowed = perMinute * (1 + minutes);
        assertTrue(granted <= allowed * 1.01, granted + " of " + allowed);
        assertTrue(granted >= perMinute, granted + " of " + perMinute);
    }

    @Test
    void admit_twoGateways_enforceOneBudgetAndChargeWhatWasUsed() {
        long perDay = 200_000;
        Tenant tenant = tenant(new Tenant.Limits(0, 0, 0, perDay, 100, false));
        Random random = new Random(20_261_122);
        List<CompletableFuture<Long>> running = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Replica replica = i % 2 == 0 ? one : two;
            long tokens = 1 + random.nextInt(100);
            long used = random.nextLong(tokens + 1);
            boolean more = random.nextInt(4) == 0;
            Claim claim = new Claim(tokens, tokens * .0005, Instant.now().plusSeconds(60));
            running.add(
                    replica.admission
                            .admit(tenant, claim)
                            .thenCompose(outcome -> run(outcome, claim, more, used)));
            if (running.size() % 64 == 0) {
                running.getLast().join();
            }
        }
        long used = running.stream().mapToLong(CompletableFuture::join).sum();

        one.await("all to be settled", () -> one.shared.isSettled() && two.shared.isSettled());
        assertTrue(used <= perDay, "" + used);
        Budgets.Used known = two.shared.budgets().orElseThrow().of(tenant.id()).join();
        assertEquals(used, known.tokensToday());
        assertEquals(used * .0005, known.costThisMonth(), 1e-3);
        assertTrue(used > perDay * .95, "the budget was hardly tried: " + used);
        Tenant rest = tenant(new Tenant.Limits(0, 0, 0, used + 100, 100, false));
        assertEquals(
                ErrorReason.BUDGET_EXHAUSTED, shed(one.admit(rest, 101, 0)).reason(), "" + used);
        admitted(two.admit(rest, 100, 0)).close(0, 0);
        Tenant money = tenant(new Tenant.Limits(0, 0, 0, 0, used * .0005 + 1, false));
        one.await("its place to be given back", one.shared::isSettled);
        assertEquals(ErrorReason.BUDGET_EXHAUSTED, shed(two.admit(money, 1, 1.000001)).reason());
        admitted(one.admit(money, 1, .999999)).close(0, 0);
    }

    private static CompletableFuture<Long> run(
            Admission.Outcome outcome, Claim claim, boolean more, long used) {
        if (!(outcome instanceof Admission.Outcome.Admitted in)) {
            return CompletableFuture.completedFuture(0L);
        }
        CompletableFuture<Boolean> asked =
                more ? in.ticket().reserveMore(claim) : CompletableFuture.completedFuture(false);
        return asked.thenApply(yes -> {
            long all = yes ? 2 * used : used;
            in.ticket().close(all, all * .0005);
            in.ticket().close(all, all * .0005);
            return all;
        });
    }

    @Test
    void close_usedLess_refundsTheMinuteOnBoth() {
        Tenant tenant = tenant(new Tenant.Limits(0, 1_000, 0, 0, 0, false));
        admitted(one.admit(tenant, 900, 0)).close(100, 0);
        one.await("the rest to be given back", one.shared::isSettled);

        admitted(two.admit(tenant, 900, 0)).close(900, 0);

        Failure failure = shed(one.admit(tenant, 500, 0));
        assertEquals(ErrorReason.TOKENS_LIMITED, failure.reason());
        assertTrue(failure.retryAfter().orElseThrow().toSeconds() > 20);
    }

    @Test
    void admit_replicaDiedWithItsLease_isLetInAfterTheDeadline() {
        Tenant tenant = tenant(new Tenant.Limits(0, 0, 1, 100, 0, false));
        Claim shortly = new Claim(100, 0, Instant.now().plusMillis(300));
        admitted(one.admission.admit(tenant, shortly).join());
        assertEquals(ErrorReason.CONCURRENCY_LIMITED, shed(two.admit(tenant, 100, 0)).reason());

        two.await(
                "the lease to run out",
                () -> two.admit(tenant, 100, 0) instanceof Admission.Outcome.Admitted);
    }

    @Test
    void admit_storeForgotItsScripts_sendsThemAgain() throws Exception {
        Tenant tenant = tenant(new Tenant.Limits(100, 0, 0, 0, 0, false));
        admitted(one.admit(tenant, 1, 0)).close(1, 0);
        RawRedis.run(redis, "SCRIPT", "FLUSH");

        admitted(one.admit(tenant, 1, 0)).close(1, 0);

        assertEquals(0, one.meters.get("strata.shared.missed").functionCounter().count());
    }
}
