package dev.strata.k8s.verify;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** All invariants together. */
public final class Invariants {
    private final List<Invariant> all;

    /** All of them, by what the checkout says of its services. */
    public Invariants(Facts facts) {
        Set<String> secrets = facts.suppliedSecrets().keySet();
        this.all =
                List.of(
                        new PodInvariants.Probes(),
                        new PodInvariants.Limits(),
                        new PodInvariants.Restricted(),
                        new PodInvariants.PinnedImages(),
                        new PodInvariants.GraceCoversDrain(facts.drains()),
                        new PodInvariants.ServedPorts(facts.servedPorts()),
                        new LinkInvariants.DisruptionBudget(),
                        new LinkInvariants.NetworkPolicies(),
                        new LinkInvariants.References(secrets),
                        new LinkInvariants.OneNamespace(),
                        new LinkInvariants.ServicePorts(),
                        new ReachInvariants.Endpoints(),
                        new OperatorInvariants.ApiServer(),
                        new OperatorInvariants.Restricted(),
                        new OperatorInvariants.Listeners(),
                        new SharedLimits(),
                        new FileInvariants.Mounted(facts.suppliedSecrets()),
                        new MeshInvariants.MeshTls(secrets),
                        new ClientTls(),
                        new CollectorInvariants.Collector(
                                facts.collectorKeys(),
                                facts.spanAttributes(),
                                Objects.requireNonNull(facts.drains().get("gateway"), "no drain")),
                        new JobInvariants.Jobs(facts.options()),
                        new KafkaInvariants.GatewayTopics(facts.topics()),
                        new ScaleInvariants.Scaling(),
                        new ScaleInvariants.UsedListeners(),
                        new ScaleInvariants.Spread(),
                        new ScaleInvariants.KnownKeys(facts.knownKeys()),
                        new EgressInvariant(),
                        new ScaleInvariants.NoTokens());
    }

    /** Everything in {@code overlay} that breaks an invariant. */
    public List<Violation> violations(List<Manifest> overlay) {
        return all.stream().flatMap(invariant -> invariant.violations(overlay)).toList();
    }

    /** Everything in which the two clouds' overlays do not meet. */
    public List<Violation> acrossClouds(List<Manifest> open, List<Manifest> closed) {
        return KafkaInvariants.acrossClouds(open, closed);
    }
}
