package dev.strata.gateway.admit;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Lets requests in within the gateway's bound and their tenant's limits. What outlives a minute
 * stands in a {@link Ledger}; the rest is this process's own. Thread-safe.
 */
public final class Admission {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int inFlightLimit;
    private final LongSupplier nanoClock;
    private final Ledger ledger;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** One tenant's counters. Its limits may change while it runs. */
    private static final class Account {
        private final AtomicInteger running = new AtomicInteger();
        private volatile Minute minute;

        Account(Tenant.Limits limits, long now) {
            minute = Minute.of(limits, now);
        }

        Minute minute(Tenant.Limits limits, long now) {
            Minute known = minute;
            if (!known.limits().equals(limits)) {
                known = Minute.of(limits, now);
                minute = known;
            }
            return known;
        }
    }

    /** What is left of a minute's allowance, under these limits. */
    private record Minute(Tenant.Limits limits, Bucket requests, Bucket tokens) {
        static Minute of(Tenant.Limits limits, long now) {
            return new Minute(
                    limits,
                    new Bucket(limits.requestsPerMinute(), now),
                    new Bucket(limits.tokensPerMinute(), now));
        }
    }

    /**
     * An admission of at most {@code inFlightLimit} requests at a time.
     *
     * @param nanoClock monotonic, nanoseconds
     * @param ledger of the budgets that outlive a minute
     */
    public Admission(int inFlightLimit, LongSupplier nanoClock, Ledger ledger) {
        this.ledger = ledger;
        this.inFlightLimit = inFlightLimit;
        this.nanoClock = nanoClock;
    }

    /** Requests under way now. */
    public int inFlight() {
        return inFlight.get();
    }

    /**
     * Lets a request in and reserves for its first attempt.
     *
     * @param claim an upper bound of what the attempt may use
     * @throws dev.strata.gateway.error.GatewayException where it must be shed; nothing is kept
     */
    public Ticket admit(Tenant tenant, Claim claim) {
        Account account =
                accounts.computeIfAbsent(
                        tenant.id(), _ -> new Account(tenant.limits(), nanoClock.getAsLong()));
        Minute minute = account.minute(tenant.limits(), nanoClock.getAsLong());
        if (inFlight.incrementAndGet() > inFlightLimit) {
            inFlight.decrementAndGet();
            throw shed(ErrorReason.OVERLOADED, "the gateway", inFlightLimit, "requests at a time");
        }
        int most = tenant.limits().concurrentRequests();
        if (account.running.incrementAndGet() > most && most > 0) {
            leave(account);
            throw shed(ErrorReason.CONCURRENCY_LIMITED, name(tenant), most, "requests at a time");
        }
        Ticket ticket = new Ticket(tenant, account, minute);
        try {
            takeRequest(tenant, minute);
            ticket.reserve(claim)
                    .ifPresent(refused -> {
                        // A request that was shed does not count against the rate.
                        minute.requests().giveBack(1);
                        throw refused.exception();
                    });
        } catch (RuntimeException e) {
            leave(account);
            throw e;
        }
        return ticket;
    }

    private void takeRequest(Tenant tenant, Minute minute) {
        int most = tenant.limits().requestsPerMinute();
        if (most > 0) {
            minute.requests()
                    .take(1, nanoClock.getAsLong())
                    .ifPresent(wait -> {
                        throw limited(
                                        ErrorReason.RATE_LIMITED,
                                        name(tenant),
                                        most + " requests a minute",
                                        wait)
                                .exception();
                    });
        }
    }

    private static String name(Tenant tenant) {
        return "tenant '" + tenant.id() + "'";
    }

    private static RuntimeException shed(ErrorReason reason, String who, int most, String what) {
        return limited(reason, who, most + " " + what, SOON).exception();
    }

    private static Failure limited(ErrorReason reason, String who, String limit, Duration wait) {
        String message =
                "%s is at its limit: expected at most %s; come again in %.1f s"
                        .formatted(who, limit, wait.toNanos() / 1e9);
        return Failure.retry(reason, message, wait);
    }

    private void leave(Account account) {
        account.running.decrementAndGet();
        inFlight.decrementAndGet();
    }

    /** One request's place; closed exactly once, at its end. Not thread-safe. */
    public final class Ticket {
        private final Tenant tenant;
        private final Account account;
        private final Minute minute;
        private final List<Long> leases = new ArrayList<>();
        private long reserved;
        private boolean closed;

        private Ticket(Tenant tenant, Account account, Minute minute) {
            this.tenant = tenant;
            this.account = account;
            this.minute = minute;
        }

        /** Reserves for one more attempt; false where the tenant's budget does not allow it. */
        public boolean reserveMore(Claim claim) {
            return reserve(claim).isEmpty();
        }

        /** Reserves, or says why not and keeps nothing. */
        private Optional<Failure> reserve(Claim claim) {
            Tenant.Limits limits = tenant.limits();
            if (limits.tokensPerMinute() > 0) {
                Optional<Duration> wait =
                        minute.tokens().take(claim.tokens(), nanoClock.getAsLong());
                if (wait.isPresent()) {
                    return Optional.of(
                            limited(
                                    ErrorReason.TOKENS_LIMITED,
                                    name(tenant),
                                    limits.tokensPerMinute() + " tokens a minute",
                                    wait.get()));
                }
            }
            Optional<Failure> refused = limits.hasBudget() ? lease(claim) : Optional.empty();
            if (refused.isEmpty()) {
                reserved += claim.tokens();
            } else if (limits.tokensPerMinute() > 0) {
                minute.tokens().giveBack(claim.tokens());
            }
            return refused;
        }

        private Optional<Failure> lease(Claim claim) {
            return switch (ledger.reserve(tenant, claim)) {
                case Ledger.Reservation.Granted granted -> {
                    leases.add(granted.lease());
                    yield Optional.empty();
                }
                case Ledger.Reservation.Refused over ->
                        Optional.of(
                                limited(
                                        ErrorReason.BUDGET_EXHAUSTED,
                                        name(tenant),
                                        over.limit(),
                                        over.retryAfter()));
                // Money fails closed.
                case Ledger.Reservation.Unknown _ ->
                        Optional.of(
                                Failure.retry(
                                        ErrorReason.LEDGER_UNAVAILABLE,
                                        "the budget of %s is not known: expected a ledger that can be written; come again later"
                                                .formatted(name(tenant)),
                                        SOON));
            };
        }

        /**
         * Ends the request.
         *
         * @param tokens used over all its attempts
         * @param cost of all of them, price units
         */
        public void close(long tokens, double cost) {
            if (closed) {
                return;
            }
            closed = true;
            if (tenant.limits().tokensPerMinute() > 0) {
                minute.tokens().giveBack(reserved - tokens);
            }
            // What was used is charged once, with the first lease; the others come free.
            for (int i = 0; i < leases.size(); i++) {
                boolean first = i == 0;
                ledger.settle(tenant.id(), leases.get(i), first ? tokens : 0, first ? cost : 0);
            }
            leave(account);
        }
    }
}
