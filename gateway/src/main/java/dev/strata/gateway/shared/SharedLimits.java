package dev.strata.gateway.shared;

import dev.strata.gateway.admit.Allowance;
import dev.strata.gateway.admit.Claim;
import dev.strata.gateway.admit.Ledger;
import dev.strata.gateway.admit.LimitFailure;
import dev.strata.gateway.admit.Minutes;
import dev.strata.gateway.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits that all gateways of a store enforce together, one step of the store for each decision.
 * While it is away, each enforces its share of what forgives within a minute, and a tenant with a
 * budget is refused unless its settings say otherwise. Thread-safe; never blocks.
 */
final class SharedLimits implements Allowance {
    private final RedisStore store;
    private final Settlements settlements;
    private final Minutes fallback;
    private final InstantSource clock;
    private final String id;
    private final AtomicLong leases = new AtomicLong();
    private final AtomicLong withoutStore = new AtomicLong();

    /**
     * Limits over a store.
     *
     * @param fallback what stands in for it while it is away
     * @param id of this replica, unique for each start
     */
    SharedLimits(
            RedisStore store,
            Settlements settlements,
            Minutes fallback,
            InstantSource clock,
            String id) {
        this.store = store;
        this.settlements = settlements;
        this.fallback = fallback;
        this.clock = clock;
        this.id = id;
    }

    /** Decisions made without the store, since the start. */
    long withoutStore() {
        return withoutStore.get();
    }

    @Override
    public CompletableFuture<Answer> begin(Tenant tenant, Claim claim) {
        return take(new Asked(tenant, claim, true));
    }

    @Override
    public CompletableFuture<Answer> more(Tenant tenant, Claim claim) {
        return take(new Asked(tenant, claim, false));
    }

    /** What is asked for; {@code isFirst} for a request's first attempt. */
    private record Asked(Tenant tenant, Claim claim, boolean isFirst) {
        Tenant.Limits limits() {
            return tenant.limits();
        }
    }

    private CompletableFuture<Answer> take(Asked asked) {
        if (!asked.limits().any()) {
            return CompletableFuture.completedFuture(new Answer.Granted(Hold.NOTHING));
        }
        if (!store.isUp()) {
            return CompletableFuture.completedFuture(alone(asked, ""));
        }
        Tenant.Limits limits = asked.limits();
        boolean outlives = limits.hasBudget() || limits.concurrentRequests() > 0;
        String lease = outlives ? id + "-" + leases.incrementAndGet() : "";
        return store.run(
                        Script.TAKE,
                        SharedKeys.of(store, asked.tenant().id()),
                        arguments(asked, lease))
                .handle((told, error) ->
                        error == null && told.size() == 2
                                ? read(asked, lease, told)
                                : alone(asked, lease));
    }

    private List<String> arguments(Asked asked, String lease) {
        Tenant.Limits limits = asked.limits();
        Claim claim = asked.claim();
        long millis = Duration.between(clock.instant(), claim.expires()).toMillis();
        return List.of(
                lease,
                asked.isFirst() ? "1" : "0",
                Long.toString(claim.tokens()),
                Double.toString(claim.cost()),
                Long.toString(Math.max(1, millis)),
                Integer.toString(limits.requestsPerMinute()),
                Long.toString(limits.tokensPerMinute()),
                Integer.toString(limits.concurrentRequests()),
                Long.toString(limits.tokensPerDay()),
                Double.toString(limits.costPerMonth()));
    }

    private Answer read(Asked asked, String lease, List<Long> told) {
        Tenant tenant = asked.tenant();
        Duration wait = Duration.ofNanos(told.get(1) * 1_000);
        Instant now = clock.instant();
        return switch (told.get(0).intValue()) {
            case 0 -> granted(asked, lease);
            case 1 -> new Answer.Refused(LimitFailure.concurrency(tenant));
            case 2 -> new Answer.Refused(LimitFailure.requests(tenant, wait));
            case 3 -> new Answer.Refused(LimitFailure.tokens(tenant, wait));
            case 4 -> new Answer.Refused(LimitFailure.day(tenant, Ledger.untilTomorrow(now)));
            case 5 -> new Answer.Refused(LimitFailure.month(tenant, Ledger.untilNextMonth(now)));
            // A step of another release: the same as no answer.
            default -> alone(asked, lease);
        };
    }

    private Answer granted(Asked asked, String lease) {
        long reserved = asked.claim().tokens();
        boolean counts = asked.limits().tokensPerMinute() > 0;
        return new Answer.Granted((tokens, cost) ->
                settle(asked, lease, counts ? reserved - tokens : 0, tokens, cost));
    }

    /**
     * Decides without the store.
     *
     * @param lease that the store may have given without our hearing of it; empty for none
     */
    private Answer alone(Asked asked, String lease) {
        withoutStore.incrementAndGet();
        Tenant tenant = asked.tenant();
        if (tenant.limits().hasBudget() && !tenant.limits().budgetFailsOpen()) {
            settle(asked, lease, 0, 0, 0);
            return new Answer.Refused(LimitFailure.unknown(tenant));
        }
        double share = 1.0 / store.replicas();
        long tokens = asked.claim().tokens();
        Minutes.Taken taken =
                asked.isFirst()
                        ? fallback.begin(tenant, tokens, share)
                        : fallback.more(tenant, tokens, share);
        return switch (taken) {
            case Minutes.Taken.No no -> {
                settle(asked, lease, 0, 0, 0);
                yield new Answer.Refused(no.failure());
            }
            case Minutes.Taken.Yes yes ->
                    new Answer.Granted((used, cost) -> {
                        yes.hold().settle(used, 0);
                        settle(asked, lease, 0, used, cost);
                    });
        };
    }

    /** Ends a lease at the store and charges there, at once or when it is back. */
    private void settle(Asked asked, String lease, long back, long tokens, double cost) {
        boolean charged = asked.limits().hasBudget() && (tokens > 0 || cost > 0);
        if (!lease.isEmpty() || back != 0 || charged) {
            settlements.add(
                    asked.tenant(),
                    new Settlements.Settlement(
                            lease, back, charged ? tokens : 0, charged ? cost : 0));
        }
    }
}
