package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every rule of what pods may send to names whom; one for all addresses leaves out the private
 * ones; and what stays and serves sends to pods alone, never to addresses.
 */
record EgressInvariant() implements Invariant {
    private static final Set<String> PRIVATE =
            Set.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

    @Override
    public Stream<Violation> violations(List<Manifest> overlay) {
        Stream<Violation> ofPolicies =
                overlay.stream()
                        .filter(object -> object.kind().equals("NetworkPolicy"))
                        .flatMap(policy ->
                                elements(policy.root().at("/spec/egress"))
                                        .flatMap(EgressInvariant::problems)
                                        .map(words -> violation(policy.id(), words)));
        NetworkPaths paths = new NetworkPaths(overlay);
        Stream<Violation> ofPods =
                overlay.stream()
                        .filter(Manifest::isWorkload)
                        .filter(workload ->
                                paths.blocks(workload.podLabels()).findAny().isPresent())
                        .map(workload ->
                                violation(
                                        workload.id(),
                                        "expected policies that let it reach pods, got one with addresses"));
        return Stream.concat(ofPolicies, ofPods);
    }

    private static Violation violation(String id, String words) {
        return new Violation("egress", id, words);
    }

    private static Stream<String> problems(JsonNode rule) {
        if (rule.path("to").isEmpty()) {
            return Stream.of("expected a rule that names whom, got one for every address");
        }
        return elements(rule.path("to"))
                .map(peer -> peer.path("ipBlock"))
                .filter(block -> block.path("cidr").asText().endsWith("/0"))
                .filter(block -> !excepted(block).containsAll(PRIVATE))
                .map(block -> "expected all but private addresses, got " + block);
    }

    private static Set<String> excepted(JsonNode block) {
        Set<String> excepted = new HashSet<>();
        elements(block.path("except")).forEach(one -> excepted.add(one.asText()));
        return excepted;
    }
}
