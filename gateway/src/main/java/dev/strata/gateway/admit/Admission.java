package dev.strata.gateway.admit;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Lets requests in within the gateway's bound and their tenant's limits. Thread-safe. State is this
 * process's own.
 */
public final class Admission {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int inFlightLimit;
    private final LongSupplier nanoClock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** One tenant's counters. */
    private static final class Account {
        private final AtomicInteger running = new AtomicInteger();
        private final Bucket requests;
        private final Bucket tokens;

        Account(Tenant.Limits limits, long now) {
            requests = new Bucket(limits.requestsPerMinute(), now);
            tokens = new Bucket(limits.tokensPerMinute(), now);
        }
    }

    /**
     * An admission of at most {@code inFlightLimit} requests at a time.
     *
     * @param nanoClock monotonic, nanoseconds
     */
    public Admission(int inFlightLimit, LongSupplier nanoClock) {
        this.inFlightLimit = inFlightLimit;
        this.nanoClock = nanoClock;
    }

    /** Requests under way now. */
    public int inFlight() {
        return inFlight.get();
    }

    /**
     * Lets a request in and reserves {@code tokens} for its first attempt.
     *
     * @param tokens an upper bound of what the attempt may use
     * @throws dev.strata.gateway.error.GatewayException where it must be shed; nothing is kept
     */
    public Ticket admit(Tenant tenant, long tokens) {
        Account account =
                accounts.computeIfAbsent(
                        tenant.id(), _ -> new Account(tenant.limits(), nanoClock.getAsLong()));
        Tenant.Limits limits = tenant.limits();
        if (inFlight.incrementAndGet() > inFlightLimit) {
            inFlight.decrementAndGet();
            throw shed(ErrorReason.OVERLOADED, "the gateway", inFlightLimit, "requests at a time");
        }
        int most = limits.concurrentRequests();
        if (account.running.incrementAndGet() > most && most > 0) {
            leave(account);
            throw shed(ErrorReason.CONCURRENCY_LIMITED, name(tenant), most, "requests at a time");
        }
        try {
            takeMinute(tenant, account, tokens);
        } catch (RuntimeException e) {
            leave(account);
            throw e;
        }
        return new Ticket(account, limits, tokens);
    }

    private void takeMinute(Tenant tenant, Account account, long tokens) {
        Tenant.Limits limits = tenant.limits();
        if (limits.requestsPerMinute() > 0) {
            account.requests
                    .take(1, nanoClock.getAsLong())
                    .ifPresent(wait -> {
                        throw limited(
                                ErrorReason.RATE_LIMITED,
                                name(tenant),
                                limits.requestsPerMinute() + " requests a minute",
                                wait);
                    });
        }
        if (limits.tokensPerMinute() > 0) {
            account.tokens
                    .take(tokens, nanoClock.getAsLong())
                    .ifPresent(wait -> {
                        // A request that was shed does not count against the rate.
                        account.requests.giveBack(1);
                        throw limited(
                                ErrorReason.TOKENS_LIMITED,
                                name(tenant),
                                limits.tokensPerMinute() + " tokens a minute",
                                wait);
                    });
        }
    }

    private static String name(Tenant tenant) {
        return "tenant '" + tenant.id() + "'";
    }

    private static RuntimeException shed(ErrorReason reason, String who, int most, String what) {
        return limited(reason, who, most + " " + what, SOON);
    }

    private static RuntimeException limited(
            ErrorReason reason, String who, String limit, Duration wait) {
        String message =
                "%s is at its limit: expected at most %s; come again in %.1f s"
                        .formatted(who, limit, wait.toNanos() / 1e9);
        return Failure.retry(reason, message, wait).exception();
    }

    private void leave(Account account) {
        account.running.decrementAndGet();
        inFlight.decrementAndGet();
    }

    /** One request's place; closed exactly once, at its end. Not thread-safe. */
    public final class Ticket {
        private final Account account;
        private final Tenant.Limits limits;
        private long reserved;
        private boolean closed;

        private Ticket(Account account, Tenant.Limits limits, long reserved) {
            this.account = account;
            this.limits = limits;
            this.reserved = reserved;
        }

        /** Reserves for one more attempt; false where the tenant's tokens do not allow it. */
        public boolean reserveMore(long tokens) {
            if (limits.tokensPerMinute() > 0) {
                Optional<Duration> wait = account.tokens.take(tokens, nanoClock.getAsLong());
                if (wait.isPresent()) {
                    return false;
                }
            }
            reserved += tokens;
            return true;
        }

        /** Ends the request, which used {@code tokens} over all its attempts. */
        public void close(long tokens) {
            if (closed) {
                return;
            }
            closed = true;
            if (limits.tokensPerMinute() > 0) {
                account.tokens.giveBack(reserved - tokens);
            }
            leave(account);
        }
    }
}
