package dev.strata.gateway.tier;

/**
 * Whether a tier is called at all: a pure state and what moves it. Times are of a monotonic clock,
 * in nanoseconds.
 */
sealed interface BreakerState {

    /** Calls go through; so many failed in a row. */
    record Closed(int failures) implements BreakerState {}

    /** No call goes through before {@code untilNanos}. */
    record Open(long untilNanos) implements BreakerState {}

    /** One call is under way to find out; others do not go through until {@code untilNanos}. */
    record HalfOpen(long untilNanos) implements BreakerState {}

    /** When it opens, and for how long. */
    record Rule(int failures, long openNanos) {}

    /** A tier that nothing is known against. */
    static BreakerState initial() {
        return new Closed(0);
    }

    /** True where a call may be made now. */
    default boolean allows(long now) {
        return switch (this) {
            case Closed _ -> true;
            case Open open -> now - open.untilNanos() >= 0;
            case HalfOpen half -> now - half.untilNanos() >= 0;
        };
    }

    /** After a call was made; only where {@link #allows}. */
    default BreakerState called(long now, Rule rule) {
        return switch (this) {
            case Closed closed -> closed;
            // A probe that never reports must not hold the door shut for ever.
            case Open _, HalfOpen _ -> new HalfOpen(now + rule.openNanos());
        };
    }

    /** After a call went well. */
    default BreakerState succeeded() {
        return initial();
    }

    /** After a call failed for a reason that counts against the tier. */
    default BreakerState failed(long now, Rule rule) {
        return switch (this) {
            case Closed closed when closed.failures() + 1 < rule.failures() ->
                    new Closed(closed.failures() + 1);
            case Closed _, HalfOpen _ -> new Open(now + rule.openNanos());
            case Open open -> open;
        };
    }

    /** The metric's value: 0 closed, 1 half-open, 2 open. */
    default int gauge() {
        return switch (this) {
            case Closed _ -> 0;
            case HalfOpen _ -> 1;
            case Open _ -> 2;
        };
    }
}
