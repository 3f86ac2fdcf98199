package dev.strata.router;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a tenant may use.
 *
 * @param tenant its name, for the verdict's words
 * @param allowedTiers names; empty allows every tier
 * @param privateOnly all of the tenant's content is private
 * @param reliesOnCaller the tenant's callers declare sensitivity themselves, so that a conversation
 *     whose earlier declarations are lost counts as private
 */
public record TenantRules(
        String tenant, Set<String> allowedTiers, boolean privateOnly, boolean reliesOnCaller) {

    public TenantRules {
        requireNonNull(tenant, "tenant is null");
        allowedTiers = Set.copyOf(allowedTiers);
    }

    /** A tenant that may use everything. */
    public static TenantRules open(String tenant) {
        return new TenantRules(tenant, Set.of(), false, false);
    }

    /** True where the tenant may use the tier. */
    public boolean allows(String tier) {
        return allowedTiers.isEmpty() || allowedTiers.contains(tier);
    }
}
