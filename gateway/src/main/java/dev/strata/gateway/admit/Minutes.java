package dev.strata.gateway.admit;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What tenants may have at a time and in a minute, counted in this process: limits that forgive by
 * themselves. Thread-safe.
 */
public final class Minutes {
    private final LongSupplier nanoClock;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** One tenant's counters. Its limits may change while it runs. */
    private static final class Account {
        private final AtomicInteger running = new AtomicInteger();
        private volatile Minute minute;

        Account(Minute minute) {
            this.minute = minute;
        }

        Minute minute(Tenant.Limits limits, double share, long now) {
            Minute known = minute;
            if (!known.limits().equals(limits) || known.share() != share) {
                known = Minute.of(limits, share, now);
                minute = known;
            }
            return known;
        }
    }

    /** What is left of a minute's allowance, under these limits. */
    private record Minute(Tenant.Limits limits, double share, Bucket requests, Bucket tokens) {
        static Minute of(Tenant.Limits limits, double share, long now) {
            return new Minute(
                    limits,
                    share,
                    new Bucket(limits.requestsPerMinute() * share, now),
                    new Bucket(limits.tokensPerMinute() * share, now));
        }
    }

    /**
     * Nothing used yet.
     *
     * @param nanoClock monotonic, nanoseconds
     */
    public Minutes(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** What was taken, or why nothing was. */
    public sealed interface Taken {
        /**
         * It was.
         *
         * @param hold gives back what is not used
         * @param undo instead of it: as if nothing had been asked
         */
        record Yes(Allowance.Hold hold, Runnable undo) implements Taken {}

        /** It was not. */
        record No(Failure failure) implements Taken {}
    }

    /**
     * Takes a request in, with its first attempt's tokens.
     *
     * @param share of the tenant's limits that this process may use, over 0, at most 1
     */
    public Taken begin(Tenant tenant, long tokens, double share) {
        long now = nanoClock.getAsLong();
        Tenant.Limits limits = tenant.limits();
        Account account =
                accounts.computeIfAbsent(
                        tenant.id(), _ -> new Account(Minute.of(limits, share, now)));
        Minute minute = account.minute(limits, share, now);
        // A share of few places is one place at least.
        int most = Math.max(1, (int) (limits.concurrentRequests() * share));
        if (account.running.incrementAndGet() > most && limits.concurrentRequests() > 0) {
            account.running.decrementAndGet();
            return new Taken.No(LimitFailure.concurrency(tenant));
        }
        Optional<Failure> refused = takeRequest(tenant, minute, now);
        if (refused.isEmpty()) {
            refused = takeTokens(tenant, minute, tokens, now);
            if (refused.isPresent()) {
                // A request that was shed does not count against the rate.
                minute.requests().giveBack(1);
            }
        }
        if (refused.isPresent()) {
            account.running.decrementAndGet();
            return new Taken.No(refused.get());
        }
        Allowance.Hold hold =
                (used, _) -> {
                    giveBack(minute, tokens - used);
                    account.running.decrementAndGet();
                };
        return new Taken.Yes(
                hold,
                () -> {
                    minute.requests().giveBack(1);
                    hold.settle(0, 0);
                });
    }

    /** Takes one more attempt's tokens, of a request that is in. */
    public Taken more(Tenant tenant, long tokens, double share) {
        long now = nanoClock.getAsLong();
        Tenant.Limits limits = tenant.limits();
        Minute minute =
                accounts.computeIfAbsent(
                                tenant.id(), _ -> new Account(Minute.of(limits, share, now)))
                        .minute(limits, share, now);
        Optional<Failure> refused = takeTokens(tenant, minute, tokens, now);
        return refused.isPresent()
                ? new Taken.No(refused.get())
                : new Taken.Yes(
                        (used, _) -> giveBack(minute, tokens - used),
                        () -> giveBack(minute, tokens));
    }

    private static Optional<Failure> takeRequest(Tenant tenant, Minute minute, long now) {
        if (tenant.limits().requestsPerMinute() == 0) {
            return Optional.empty();
        }
        Optional<Duration> wait = minute.requests().take(1, now);
        return wait.map(left -> LimitFailure.requests(tenant, left));
    }

    private static Optional<Failure> takeTokens(
            Tenant tenant, Minute minute, long tokens, long now) {
        if (tenant.limits().tokensPerMinute() == 0) {
            return Optional.empty();
        }
        Optional<Duration> wait = minute.tokens().take(tokens, now);
        return wait.map(left -> LimitFailure.tokens(tenant, left));
    }

    private static void giveBack(Minute minute, long tokens) {
        if (minute.limits().tokensPerMinute() > 0) {
            minute.tokens().giveBack(tokens);
        }
    }
}
