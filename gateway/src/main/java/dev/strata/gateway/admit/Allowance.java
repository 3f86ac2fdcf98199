package dev.strata.gateway.admit;

import dev.strata.gateway.error.Failure;
import dev.strata.gateway.tenant.Tenant;
import java.util.concurrent.CompletableFuture;

/**
 * Where tenants' limits are enforced: in this process, or in a store that replicas share.
 * Thread-safe; never blocks.
 */
public interface Allowance {
    /**
     * Takes a request in and reserves for its first attempt; all of it or nothing.
     *
     * @return completes always, and never exceptionally
     */
    CompletableFuture<Answer> begin(Tenant tenant, Claim claim);

    /**
     * Reserves for one more attempt of a request that is in.
     *
     * @return completes always, and never exceptionally
     */
    CompletableFuture<Answer> more(Tenant tenant, Claim claim);

    /** Whether an attempt may begin. */
    sealed interface Answer {
        /** It may; {@code hold} is settled once, at the request's end. */
        record Granted(Hold hold) implements Answer {}

        /** It may not, and nothing is kept. */
        record Refused(Failure failure) implements Answer {}
    }

    /** What is held for an attempt. */
    @FunctionalInterface
    interface Hold {
        /** Holds nothing. */
        Hold NOTHING = (_, _) -> {};

        /**
         * Gives it back and charges what was used.
         *
         * @param tokens used, of this attempt or of the whole request
         * @param cost the same, price units
         */
        void settle(long tokens, double cost);
    }
}
