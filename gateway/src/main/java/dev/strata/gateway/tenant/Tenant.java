package dev.strata.gateway.tenant;

import static java.util.Objects.requireNonNull;

import dev.strata.router.TenantRules;
import java.util.Set;

/**
 * One customer of the gateway.
 *
 * @param id unique; recorded in every event
 * @param rules what it may use
 * @param consent what may be done with its content where a request says nothing
 * @param domain what its requests are about; empty where unknown
 */
public record Tenant(
        String id, TenantRules rules, Set<Purpose> consent, String domain, Limits limits) {

    /** A use of content. */
    public enum Purpose {
        SERVE,
        EVAL,
        TRAIN
    }

    /**
     * How much it may ask; 0 is no limit.
     *
     * @param tokensPerMinute prompt and answer together
     */
    public record Limits(int requestsPerMinute, long tokensPerMinute, int concurrentRequests) {}

    public Tenant {
        requireNonNull(id, "id is null");
        requireNonNull(rules, "rules is null");
        requireNonNull(domain, "domain is null");
        requireNonNull(limits, "limits is null");
        consent = Set.copyOf(consent);
    }
}
