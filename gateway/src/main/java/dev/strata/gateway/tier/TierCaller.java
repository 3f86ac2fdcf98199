package dev.strata.gateway.tier;

import java.util.Set;
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

    /**
     * True where there is another replica of the same tier to ask.
     *
     * @param failed replicas that this request was at already
     */
    boolean hasOther(String tier, Set<String> failed);

    /**
     * Takes leave to try a request again at another replica of the same tier; false where there is
     * none, or where too large a share of requests was tried again.
     *
     * @param failed replicas that this request was at already
     */
    boolean tryAgain(String tier, Set<String> failed);

    /** One attempt under way. */
    interface TierCall {
        /** No attempt: nothing was sent. */
        TierCall NONE =
                new TierCall() {
                    @Override
                    public String replica() {
                        return "";
                    }

                    @Override
                    public void cancel(String why) {}
                };

        /** Where it runs, {@code address:port}; empty where nothing was sent. */
        String replica();

        /** Ends it: the tier stops decoding. Does nothing when it has ended. */
        void cancel(String why);
    }
}
