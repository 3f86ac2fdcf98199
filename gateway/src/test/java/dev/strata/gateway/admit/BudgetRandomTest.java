package dev.strata.gateway.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.strata.gateway.tenant.Tenant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 requests of 20 tenants, interleaved, with escalations, failures and restarts. */
class BudgetRandomTest {
    private static final int TENANTS = 20;
    private static final int REQUESTS = 10_000;

    /** One request under way: what it may use, and what it uses in the end. */
    private record Running(int tenant, Admission.Ticket ticket, long allowed) {}

    private final Random random = new Random(20_261_122);
    private final List<Tenant> tenants =
            IntStream.range(0, TENANTS)
                    .mapToObj(i ->
                            LedgerTest.tenant("t" + i, 2_000 + 400L * i, i % 2 == 0 ? 0 : 3 + i))
                    .toList();
    private final long[] usedTokens = new long[TENANTS];
    private final double[] usedCost = new double[TENANTS];
    private int refused;

    @Test
    void admit_interleavedRequests_neverPassABudgetNorChargeTwice(@TempDir Path folder) {
        Path file = folder.resolve("ledger");
        Instant now = Instant.parse("2026-11-22T07:00:00Z");
        Ledger ledger = Ledger.open(file, () -> now);
        List<Running> running = new ArrayList<>();
        Admission admission = over(ledger);
        for (int i = 0; i < REQUESTS; i++) {
            if (running.size() > random.nextInt(60)) {
                end(running.remove(random.nextInt(running.size())));
            }
            begin(admission, now, running);
            if (i % 2_500 == 2_499) {
                running.forEach(this::end);
                running.clear();
                check(ledger);
                ledger.close();
                ledger = Ledger.open(file, () -> now);
                admission = over(ledger);
                check(ledger);
            }
        }
        running.forEach(this::end);
        check(ledger);
        assertTrue(refused > 1_000, "the budgets were hardly tried: " + refused);
        ledger.close();
    }

    private void begin(Admission admission, Instant now, List<Running> running) {
        int tenant = random.nextInt(TENANTS);
        Claim claim =
                new Claim(1 + random.nextInt(60), .001 * random.nextInt(60), now.plusSeconds(99));
        switch (admission.admit(tenants.get(tenant), claim).join()) {
            case Admission.Outcome.Admitted in -> {
                long allowed = claim.tokens();
                while (random.nextInt(4) == 0 && in.ticket().reserveMore(claim).join()) {
                    allowed += claim.tokens();
                }
                running.add(new Running(tenant, in.ticket(), allowed));
            }
            case Admission.Outcome.Shed _ -> refused++;
        }
    }

    private static Admission over(Ledger ledger) {
        return new Admission(1_000, new LocalLimits(new Minutes(System::nanoTime), ledger));
    }

    private void end(Running request) {
        long tokens = random.nextInt(5) == 0 ? 0 : random.nextLong(request.allowed() + 1);
        double cost = tokens * .0005;
        request.ticket().close(tokens, cost);
        request.ticket().close(tokens, cost);
        usedTokens[request.tenant()] += tokens;
        usedCost[request.tenant()] += cost;
    }

    private void check(Ledger ledger) {
        for (int i = 0; i < TENANTS; i++) {
            Tenant tenant = tenants.get(i);
            assertEquals(usedTokens[i], ledger.tokensToday(tenant.id()));
            assertEquals(usedCost[i], ledger.costThisMonth(tenant.id()), 1e-9);
            assertTrue(usedTokens[i] <= tenant.limits().tokensPerDay(), tenant.id());
        }
    }
}
