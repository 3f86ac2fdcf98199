package dev.strata.k8s.verify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** All invariants together. */
public final class Invariants {
    private final List<Invariant> all;

    /**
     * @param suppliedSecrets names of secrets that the operator supplies
     * @param servedPorts by container name, the ports that its service listens on
     * @param drains by container name, how long its service may take to end
     * @param knownKeys environment variables that the services read
     */
    public Invariants(
            Set<String> suppliedSecrets,
            Map<String, Set<Integer>> servedPorts,
            Map<String, Drain> drains,
            Set<Pattern> knownKeys) {
        this.all =
                List.of(
                        new PodInvariants.Probes(),
                        new PodInvariants.Limits(),
                        new PodInvariants.Restricted(),
                        new PodInvariants.PinnedImages(),
                        new PodInvariants.GraceCoversDrain(drains),
                        new PodInvariants.ServedPorts(servedPorts),
                        new LinkInvariants.DisruptionBudget(),
                        new LinkInvariants.NetworkPolicies(),
                        new LinkInvariants.References(suppliedSecrets),
                        new LinkInvariants.ServicePorts(),
                        new ScaleInvariants.Scaling(),
                        new ScaleInvariants.Spread(),
                        new ScaleInvariants.KnownKeys(knownKeys),
                        new ScaleInvariants.Egress(),
                        new ScaleInvariants.NoTokens());
    }

    /** Everything in {@code overlay} that breaks an invariant. */
    public List<Violation> violations(List<Manifest> overlay) {
        return all.stream().flatMap(invariant -> invariant.violations(overlay)).toList();
    }
}
