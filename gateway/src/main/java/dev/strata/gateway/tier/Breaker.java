package dev.strata.gateway.tier;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** One tier's breaker. Thread-safe. */
final class Breaker {
    private final AtomicReference<BreakerState> state =
            new AtomicReference<>(BreakerState.initial());
    private final BreakerState.Rule rule;
    private final LongSupplier nanoClock;

    Breaker(BreakerState.Rule rule, LongSupplier nanoClock) {
        this.rule = rule;
        this.nanoClock = nanoClock;
    }

    /** Takes leave to make one call; false where it must not be made. */
    boolean tryCall() {
        while (true) {
            long now = nanoClock.getAsLong();
            BreakerState seen = state.get();
            if (!seen.allows(now)) {
                return false;
            }
            if (state.compareAndSet(seen, seen.called(now, rule))) {
                return true;
            }
        }
    }

    /** True where {@link #tryCall} would let a call through. */
    boolean allows() {
        return state.get().allows(nanoClock.getAsLong());
    }

    void succeeded() {
        state.updateAndGet(BreakerState::succeeded);
    }

    void failed() {
        long now = nanoClock.getAsLong();
        state.updateAndGet(seen -> seen.failed(now, rule));
    }

    int gauge() {
        return state.get().gauge();
    }
}
