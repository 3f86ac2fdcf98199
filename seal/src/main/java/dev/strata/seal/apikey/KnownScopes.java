package dev.strata.seal.apikey;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tenants and tiers that a gateway knows: a key for any other would let nobody in, and its
 * owner would learn it from a refused request. Immutable.
 *
 * @param tenants by id, the tiers that each may use; none means all
 * @param tiers all of the gateway's
 */
public record KnownScopes(Map<String, Set<String>> tenants, Set<String> tiers) {
    public KnownScopes {
        tenants = Map.copyOf(tenants);
        tiers = Set.copyOf(tiers);
    }

    /**
     * Checks that a key of {@code tenant} for {@code scope} would let somebody in.
     *
     * @param scope empty for all of the tenant's tiers
     * @param remedy what to do about a tenant that is not known
     * @throws IllegalArgumentException naming the first name that is not known
     */
    public void require(String tenant, Set<String> scope, String remedy) {
        Set<String> own = tenants.get(tenant);
        if (own == null) {
            throw new IllegalArgumentException(
                    "tenant '%s' is unknown: expected one of %s; %s"
                            .formatted(tenant, new TreeSet<>(tenants.keySet()), remedy));
        }
        Set<String> allowed = own.isEmpty() ? tiers : own;
        for (String tier : new TreeSet<>(scope)) {
            if (!allowed.contains(tier)) {
                throw new IllegalArgumentException(
                        "tier '%s' is none that tenant '%s' may use: expected some of %s; correct it"
                                .formatted(tier, tenant, new TreeSet<>(allowed)));
            }
        }
    }
}
