package dev.strata.gateway.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tenant and its keys, as whoever runs the gateway may see them.
 *
 * @param open whether requests without a key are its own
 * @param keys those of the keys file first, by the time that they were made
 */
public record TenantListing(Tenant tenant, boolean open, List<Key> keys) {
    public TenantListing {
        keys = List.copyOf(keys);
    }

    /** Whether a key opens. */
    public enum State {
        IN_FORCE,
        /** Until its end comes. */
        ENDING,
        ENDED
    }

    /**
     * A key; never what a caller sends.
     *
     * @param id names it in {@code ./strata keys}; empty where it stands in the tenants file
     * @param hash the first digits of its SHA-256
     * @param tiers that it may use; empty for all of its tenant's
     * @param created empty where it stands in the tenants file
     */
    public record Key(
            String id,
            String hash,
            Set<String> tiers,
            State state,
            Optional<Instant> created,
            Optional<Instant> ends) {
        public Key {
            tiers = Set.copyOf(tiers);
        }
    }
}
