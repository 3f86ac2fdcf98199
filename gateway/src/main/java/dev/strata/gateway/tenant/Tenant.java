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

    /** Who goes without first where the gateway is full. */
    public enum Priority {
        LOW,
        NORMAL,
        HIGH
    }

    /**
     * How much it may ask; 0 is no limit.
     *
     * @param tokensPerMinute prompt and answer together
     * @param tokensPerDay of all attempts, in a day of UTC
     * @param costPerMonth price units of all attempts, in a month of UTC
     * @param budgetFailsOpen it is served though nobody can tell what it has used of day and month
     * @param priority among all tenants
     */
    public record Limits(
            int requestsPerMinute,
            long tokensPerMinute,
            int concurrentRequests,
            long tokensPerDay,
            double costPerMonth,
            boolean budgetFailsOpen,
            Priority priority) {
        /** None at all. */
        public static final Limits NONE = new Limits(0, 0, 0, 0, 0, false);

        /** Limits of a tenant like any other. */
        public Limits(
                int requestsPerMinute,
                long tokensPerMinute,
                int concurrentRequests,
                long tokensPerDay,
                double costPerMonth,
                boolean budgetFailsOpen) {
            this(
                    requestsPerMinute,
                    tokensPerMinute,
                    concurrentRequests,
                    tokensPerDay,
                    costPerMonth,
                    budgetFailsOpen,
                    Priority.NORMAL);
        }

        /** True where there is anything to count. */
        public boolean any() {
            return requestsPerMinute > 0
                    || tokensPerMinute > 0
                    || concurrentRequests > 0
                    || hasBudget();
        }

        /** True where what is used outlives a minute. */
        public boolean hasBudget() {
            return tokensPerDay > 0 || costPerMonth > 0;
        }
    }

    /** The same, for a key that may use some of its tiers only; none means all of them. */
    public Tenant scopedTo(Set<String> tiers) {
        return tiers.isEmpty()
                ? this
                : new Tenant(id, rules.scopedTo(tiers), consent, domain, limits);
    }

    public Tenant {
        requireNonNull(id, "id is null");
        requireNonNull(rules, "rules is null");
        requireNonNull(domain, "domain is null");
        requireNonNull(limits, "limits is null");
        consent = Set.copyOf(consent);
    }
}
