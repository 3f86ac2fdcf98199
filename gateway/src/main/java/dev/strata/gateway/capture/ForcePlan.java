package dev.strata.gateway.capture;

/**
 * When what was appended is forced: so early that each event is on disk one interval after it came,
 * the time that forcing takes included, as far as the disk lets. Times are of the monotonic clock,
 * in nanoseconds. Writer's thread only.
 *
 * <p>What came while the disk was forcing has waited since then, not since the writer looked again.
 */
final class ForcePlan {
    private final long interval;
    private long emptyAt;
    private long begun;
    private long ended;
    private long expected;
    private long oldest;

    /**
     * @param interval how long an event may be at risk
     * @param now nothing came before
     */
    ForcePlan(long interval, long now) {
        this.interval = interval;
        this.emptyAt = now;
        this.begun = now;
        this.ended = now - interval;
    }

    /** All that had come by {@code at} was appended. */
    void sawAll(long at) {
        emptyAt = at;
    }

    /** The first event since a force was appended; it came after all that was seen. */
    void appendedFirst() {
        // Under more load than the writer takes in, what waits in memory may be older than the
        // last force too; forcing more often would only make it wait longer.
        oldest = Math.max(emptyAt, begun);
    }

    /**
     * When to force what was appended. A quarter of an interval stays between two forces, whatever
     * the disk takes for one, so that each has more than one event.
     */
    long dueAt() {
        return Math.max(oldest + interval - expected, ended + interval / 4);
    }

    /** A force took from {@code from} to {@code to}. */
    void forced(long from, long to) {
        begun = from;
        ended = to;
        long took = to - from;
        // Quick to believe that the disk became slow, slow to believe the contrary.
        expected = Math.min(interval / 2, Math.max(took, expected - expected / 8));
    }
}
