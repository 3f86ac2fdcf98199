package dev.strata.gateway.admit;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.time.Duration;

/** What a request is told that a limit keeps out. */
public final class LimitFailure {
    /** When to come again where nobody can tell. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private LimitFailure() {}

    /** The gateway has as many requests as it takes. */
    static Failure full(int most) {
        return over(ErrorReason.OVERLOADED, "the gateway", most + " requests at a time", SOON);
    }

    /** The gateway is nearly full, and the tenant has its share of it. */
    static Failure share(Tenant tenant, int most) {
        return over(
                ErrorReason.OVERLOADED,
                name(tenant),
                most + " requests at a time, its share of a crowded gateway",
                SOON);
    }

    /** The tenant has as many requests under way as it may. */
    public static Failure concurrency(Tenant tenant) {
        return over(
                ErrorReason.CONCURRENCY_LIMITED,
                name(tenant),
                tenant.limits().concurrentRequests() + " requests at a time",
                SOON);
    }

    /** The tenant has used up its requests of the minute. */
    public static Failure requests(Tenant tenant, Duration wait) {
        return over(
                ErrorReason.RATE_LIMITED,
                name(tenant),
                tenant.limits().requestsPerMinute() + " requests a minute",
                wait);
    }

    /** The tenant has used up its tokens of the minute. */
    public static Failure tokens(Tenant tenant, Duration wait) {
        return over(
                ErrorReason.TOKENS_LIMITED,
                name(tenant),
                tenant.limits().tokensPerMinute() + " tokens a minute",
                wait);
    }

    /** The tenant has used up its tokens of the day. */
    public static Failure day(Tenant tenant, Duration wait) {
        return over(
                ErrorReason.BUDGET_EXHAUSTED,
                name(tenant),
                tenant.limits().tokensPerDay() + " tokens a day",
                wait);
    }

    /** The tenant has used up what it may cost in a month. */
    public static Failure month(Tenant tenant, Duration wait) {
        return over(
                ErrorReason.BUDGET_EXHAUSTED,
                name(tenant),
                "a cost of " + tenant.limits().costPerMonth() + " a month",
                wait);
    }

    /** Nobody can tell what the tenant has used: money fails closed. */
    public static Failure unknown(Tenant tenant) {
        return Failure.retry(
                ErrorReason.LEDGER_UNAVAILABLE,
                "the budget of %s is not known: expected a ledger that answers; come again later"
                        .formatted(name(tenant)),
                SOON);
    }

    private static String name(Tenant tenant) {
        return "tenant '" + tenant.id() + "'";
    }

    private static Failure over(ErrorReason reason, String who, String limit, Duration wait) {
        return Failure.retry(
                reason,
                "%s is at its limit: expected at most %s; come again in %.1f s"
                        .formatted(who, limit, wait.toNanos() / 1e9),
                wait);
    }
}
