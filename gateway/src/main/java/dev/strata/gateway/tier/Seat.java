package dev.strata.gateway.tier;

import dev.strata.router.TierHealth;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One tier at one replica: what is known of it and how calls to it went. Thread-safe. */
final class Seat {
    private static final int LONGEST = 10;

    private final String tier;
    private final TierEndpoint endpoint;
    private final Breaker breaker;
    private final AtomicInteger sinceReport = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile TierState state;
    private volatile boolean out;
    private volatile long outUntil;
    private volatile int timesOut;

    Seat(String tier, TierEndpoint endpoint, Breaker breaker) {
        this.tier = tier;
        this.endpoint = endpoint;
        this.breaker = breaker;
        this.state = TierState.unknown(tier);
    }

    String tier() {
        return tier;
    }

    TierEndpoint endpoint() {
        return endpoint;
    }

    Breaker breaker() {
        return breaker;
    }

    TierState state() {
        return state;
    }

    String label() {
        return endpoint.address().label();
    }

    boolean isUp() {
        return state.health() instanceof TierHealth.Up;
    }

    /** What it told, or that it told nothing; one thread at a time. */
    void update(TierState told) {
        state = told;
        sinceReport.set(0);
    }

    /** Requests at the replica: what it reported, and what this gateway did since. */
    int load() {
        return Math.max(0, state.running() + state.queued() + sinceReport.get());
    }

    /** A call to it begins. */
    void began() {
        calls.incrementAndGet();
        sinceReport.incrementAndGet();
    }

    /** A call to it is over, however it went. */
    void ended() {
        sinceReport.decrementAndGet();
    }

    void succeeded() {
        breaker.succeeded();
    }

    /** A call failed for a reason that counts against it. */
    void failed() {
        failures.incrementAndGet();
        breaker.failed();
    }

    /** True while it is left out for failing more often than others. */
    boolean isOut() {
        return out;
    }

    /** What its calls came to since the last time this was asked. */
    Outliers.Window window(long nowNanos) {
        if (out && nowNanos - outUntil >= 0) {
            out = false;
        }
        int made = calls.getAndSet(0);
        int failed = failures.getAndSet(0);
        if (!out && made > 0 && failed == 0) {
            timesOut = Math.max(0, timesOut - 1);
        }
        return new Outliers.Window(made, failed, out);
    }

    /** Leaves it out, longer each time in a row. */
    void leaveOut(Duration base, long nowNanos) {
        timesOut = Math.min(LONGEST, timesOut + 1);
        outUntil = nowNanos + base.toNanos() * timesOut;
        out = true;
    }
}
