package dev.strata.k8s.verify;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** All invariants together. */
public final class Invariants {
    private final List<Invariant> all;

    /**
     * @param suppliedSecrets names of secrets that the operator supplies
     * @param servedPorts by container name, the ports that its service listens on
     */
    public Invariants(Set<String> suppliedSecrets, Map<String, Set<Integer>> servedPorts) {
        this.all =
                List.of(
                        new PodInvariants.Probes(),
                        new PodInvariants.Limits(),
                        new PodInvariants.Restricted(),
                        new PodInvariants.PinnedImages(),
                        new PodInvariants.GraceCoversPreStop(),
                        new PodInvariants.ServedPorts(servedPorts),
                        new LinkInvariants.DisruptionBudget(),
                        new LinkInvariants.NetworkPolicies(),
                        new LinkInvariants.References(suppliedSecrets),
                        new LinkInvariants.ServicePorts());
    }

    /** Everything in {@code overlay} that breaks an invariant. */
    public List<Violation> violations(List<Manifest> overlay) {
        return all.stream().flatMap(invariant -> invariant.violations(overlay)).toList();
    }
}
