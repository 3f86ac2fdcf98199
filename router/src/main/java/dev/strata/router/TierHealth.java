package dev.strata.router;

/** How a tier is now. */
public sealed interface TierHealth {

    /**
     * It takes requests.
     *
     * @param queued requests that wait
     * @param capacity most that may wait; 0 where unknown
     */
    record Up(int queued, int capacity) implements TierHealth {
        /** True where one more request would be turned away. */
        public boolean full() {
            return capacity > 0 && queued >= capacity;
        }
    }

    /** It takes requests, but others are to be preferred. */
    record Degraded(String why) implements TierHealth {}

    /** It takes none. */
    record Down(String why) implements TierHealth {}
}
