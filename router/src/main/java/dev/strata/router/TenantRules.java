package dev.strata.router;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a tenant may use.
 *
 * @param tenant its name, for the verdict's words
 * @param allowedTiers names; empty allows every tier
 * @param privateOnly all of the tenant's content is private
 * @param reliesOnCaller the tenant's callers declare sensitivity themselves, so that a conversation
 *     whose earlier declarations are lost counts as private
 * @param adapters that it may ask for by name; empty allows every one that a tier has loaded
 */
public record TenantRules(
        String tenant,
        Set<String> allowedTiers,
        boolean privateOnly,
        boolean reliesOnCaller,
        Optional<Set<String>> adapters) {

    public TenantRules {
        requireNonNull(tenant, "tenant is null");
        allowedTiers = Set.copyOf(allowedTiers);
        adapters = adapters.map(Set::copyOf);
    }

    /** A tenant that may ask for every adapter. */
    public TenantRules(
            String tenant, Set<String> allowedTiers, boolean privateOnly, boolean reliesOnCaller) {
        this(tenant, allowedTiers, privateOnly, reliesOnCaller, Optional.empty());
    }

    /** A tenant that may use everything. */
    public static TenantRules open(String tenant) {
        return new TenantRules(tenant, Set.of(), false, false);
    }

    /** True where the tenant may use the tier. */
    public boolean allows(String tier) {
        return allowedTiers.isEmpty() || allowedTiers.contains(tier);
    }

    /** True where the tenant may ask for the adapter. */
    public boolean allowsAdapter(String adapter) {
        return adapters.isEmpty() || adapters.get().contains(adapter);
    }

    /**
     * The same, narrowed to {@code tiers}, of which it must leave at least one: a tier that is not
     * the tenant's stays forbidden.
     */
    public TenantRules scopedTo(Set<String> tiers) {
        Set<String> both = new HashSet<>(tiers);
        if (!allowedTiers.isEmpty()) {
            both.retainAll(allowedTiers);
        }
        if (both.isEmpty()) {
            throw new IllegalArgumentException(
                    "tenant '%s' may use none of %s: expected at least one of its own tiers; correct the scope"
                            .formatted(tenant, tiers));
        }
        return new TenantRules(tenant, both, privateOnly, reliesOnCaller, adapters);
    }
}
