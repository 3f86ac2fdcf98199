package dev.strata.gateway.admit;

import java.util.concurrent.CompletableFuture;

/** What tenants have used of the budgets of their days and months. Thread-safe; never blocks. */
public interface Budgets {
    /**
     * What one tenant used.
     *
     * @param tokensToday of all attempts that ended, in this day of UTC
     * @param costThisMonth price units, the same of this month
     */
    record Used(long tokensToday, double costThisMonth) {}

    /** Completes exceptionally where nobody can tell now. */
    CompletableFuture<Used> of(String tenant);

    /** Those that a ledger holds. */
    static Budgets of(Ledger ledger) {
        return tenant ->
                CompletableFuture.completedFuture(
                        new Used(ledger.tokensToday(tenant), ledger.costThisMonth(tenant)));
    }
}
