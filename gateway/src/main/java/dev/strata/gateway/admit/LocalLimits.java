package dev.strata.gateway.admit;

import dev.strata.gateway.tenant.Tenant;
import java.util.concurrent.CompletableFuture;

/**
 * Limits of this gateway alone: minutes in memory, days and months in a {@link Ledger}.
 * Thread-safe.
 */
public final class LocalLimits implements Allowance {
    private final Minutes minutes;
    private final Ledger ledger;

    /** Limits over these two. */
    public LocalLimits(Minutes minutes, Ledger ledger) {
        this.minutes = minutes;
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<Answer> begin(Tenant tenant, Claim claim) {
        return answer(tenant, claim, minutes.begin(tenant, claim.tokens(), 1));
    }

    @Override
    public CompletableFuture<Answer> more(Tenant tenant, Claim claim) {
        return answer(tenant, claim, minutes.more(tenant, claim.tokens(), 1));
    }

    private CompletableFuture<Answer> answer(Tenant tenant, Claim claim, Minutes.Taken taken) {
        return CompletableFuture.completedFuture(
                switch (taken) {
                    case Minutes.Taken.No no -> new Answer.Refused(no.failure());
                    case Minutes.Taken.Yes yes -> lease(tenant, claim, yes);
                });
    }

    private Answer lease(Tenant tenant, Claim claim, Minutes.Taken.Yes minute) {
        if (!tenant.limits().hasBudget()) {
            return new Answer.Granted(minute.hold());
        }
        return switch (ledger.reserve(tenant, claim)) {
            case Ledger.Reservation.Granted granted ->
                    new Answer.Granted(held(tenant, minute.hold(), granted.lease()));
            case Ledger.Reservation.Refused over -> {
                minute.undo().run();
                yield new Answer.Refused(over.failure());
            }
            case Ledger.Reservation.Unknown _ when tenant.limits().budgetFailsOpen() ->
                    new Answer.Granted(held(tenant, minute.hold(), Ledger.NO_LEASE));
            case Ledger.Reservation.Unknown _ -> {
                minute.undo().run();
                yield new Answer.Refused(LimitFailure.unknown(tenant));
            }
        };
    }

    private Hold held(Tenant tenant, Hold minute, long lease) {
        return (tokens, cost) -> {
            minute.settle(tokens, cost);
            ledger.settle(tenant.id(), lease, tokens, cost);
        };
    }
}
