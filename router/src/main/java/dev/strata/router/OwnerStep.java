package dev.strata.router;

import dev.strata.router.policy.Narrowing;
import dev.strata.router.policy.Policy;
import dev.strata.router.policy.Profile;
import dev.strata.router.policy.Rule;
import java.util.Optional;

/** What the tenant, the operator's rules and the profile of the work leave. */
final class OwnerStep {
    private OwnerStep() {}

    /** The tenant's own tiers, then every rule that holds. */
    static void narrow(Candidates candidates, Policy policy, RoutingRequest request) {
        TenantRules tenant = request.tenant();
        candidates.keep(
                "tenant",
                tier -> tenant.allows(tier.name()),
                tenant.allowedTiers().isEmpty()
                        ? "the tenant may use every tier"
                        : "the tenant may use " + Candidates.sorted(tenant.allowedTiers()));
        for (Rule rule : policy.rules()) {
            if (rule.holds(tenant.tenant(), request.profile())) {
                keep(candidates, "rule", rule.narrowing(), "rule '" + rule.name() + "'");
            }
        }
    }

    /** The profile that the request names; empty for none. */
    static Optional<Profile> profile(Policy policy, RoutingRequest request) {
        return Optional.ofNullable(policy.profiles().get(request.profile()));
    }

    /** The profile that the policy gives to the request's tenant; empty for none. */
    static Optional<Profile> tenantProfile(Policy policy, RoutingRequest request) {
        return Optional.ofNullable(policy.tenantProfiles().get(request.tenant().tenant()))
                .map(policy.profiles()::get);
    }

    /** What both profiles leave: neither can give back what the other took. */
    static void narrowByProfiles(Candidates candidates, Policy policy, RoutingRequest request) {
        String own = policy.tenantProfiles().getOrDefault(request.tenant().tenant(), "");
        tenantProfile(policy, request)
                .ifPresent(found ->
                        keep(
                                candidates,
                                "profile",
                                found.narrowing(),
                                "the tenant's profile '" + own + "'"));
        profile(policy, request)
                .ifPresent(found ->
                        keep(
                                candidates,
                                "profile",
                                found.narrowing(),
                                "profile '" + request.profile() + "'"));
    }

    private static void keep(
            Candidates candidates, String step, Narrowing narrowing, String whose) {
        candidates.keep(
                step, tier -> leaves(narrowing, tier), whose + " leaves " + narrowing.words());
    }

    private static boolean leaves(Narrowing narrowing, TierProfile tier) {
        boolean isThere =
                switch (narrowing.zone()) {
                    case ANY -> true;
                    case PUBLIC -> tier.zone() == Zone.PUBLIC;
                    case PRIVATE -> tier.zone() == Zone.PRIVATE;
                };
        return isThere
                && (narrowing.tiers().isEmpty() || narrowing.tiers().contains(tier.name()))
                && tier.rank() >= narrowing.minRank()
                && tier.rank() <= narrowing.maxRank();
    }
}
