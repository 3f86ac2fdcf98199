package dev.strata.gateway.tier;

import java.util.function.Consumer;

/** Starts attempts at tiers. Thread-safe. */
public interface TierCaller {
    /**
     * Starts one attempt.
     *
     * @param events gets its events in order, one at a time, on a thread that must not be blocked;
     *     nothing comes after {@link TierEvent.Failed} or {@link TierEvent.Finished}. The first may
     *     come before this method returns.
     */
    TierCall start(TierRequest request, Consumer<TierEvent> events);

    /** One attempt under way. */
    interface TierCall {
        /** Ends it: the tier stops decoding. Does nothing when it has ended. */
        void cancel(String why);
    }
}
