package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold between the objects of an overlay. */
final class LinkInvariants {
    private LinkInvariants() {}

    /** Every workload has a disruption budget. */
    record DisruptionBudget() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return withoutSelector(
                    overlay,
                    Manifest::isWorkload,
                    "PodDisruptionBudget",
                    "/spec/selector/matchLabels",
                    "disruption");
        }
    }

    /** Every workload has a network policy of its own, and what none allows is refused. */
    record NetworkPolicies() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            boolean denies =
                    overlay.stream()
                            .filter(object -> object.kind().equals("NetworkPolicy"))
                            .anyMatch(policy ->
                                    policy.root().at("/spec/podSelector").isEmpty()
                                            && policy.root().at("/spec/ingress").isEmpty()
                                            && policy.root().at("/spec/egress").isEmpty());
            Stream<Violation> missingDeny =
                    denies
                            ? Stream.empty()
                            : Stream.of(
                                    new Violation(
                                            "network policies",
                                            "overlay",
                                            "expected a policy that refuses by default, got none"));
            return Stream.concat(
                    missingDeny,
                    withoutSelector(
                            overlay,
                            Manifest::runsPods,
                            "NetworkPolicy",
                            "/spec/podSelector/matchLabels",
                            "network policies"));
        }
    }

    /**
     * Every config map, claim and secret that a pod names exists or is supplied by the operator.
     */
    record References(Set<String> suppliedSecrets) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            Set<String> known =
                    Stream.concat(
                                    overlay.stream().map(Manifest::id),
                                    FileInvariants.secretKeys(Map.of(), overlay).keySet().stream()
                                            .map(name -> "Secret/" + name))
                            .collect(Collectors.toUnmodifiableSet());
            return overlay.stream()
                    .filter(Manifest::runsPods)
                    .flatMap(workload ->
                            Stream.of(configMaps(workload), claims(workload), secrets(workload))
                                    .flatMap(Function.identity())
                                    .filter(id -> !known.contains(id))
                                    .map(id ->
                                            new Violation(
                                                    "references",
                                                    workload.id(),
                                                    "expected " + id + " to exist, got none")));
        }

        private static Stream<String> configMaps(Manifest workload) {
            return Stream.of("configMapRef", "configMap", "configMapKeyRef")
                    .flatMap(field -> workload.podSpec().findValues(field).stream())
                    .map(reference -> "ConfigMap/" + reference.path("name").asText());
        }

        private static Stream<String> claims(Manifest workload) {
            return workload.podSpec().findValuesAsText("claimName").stream()
                    .map(name -> "PersistentVolumeClaim/" + name);
        }

        private Stream<String> secrets(Manifest workload) {
            return Stream.concat(
                            workload.podSpec().findValues("secretName").stream()
                                    .map(JsonNode::asText),
                            Stream.of("secretRef", "secretKeyRef")
                                    .flatMap(field -> workload.podSpec().findValues(field).stream())
                                    .map(reference -> reference.path("name").asText()))
                    .filter(name -> !suppliedSecrets.contains(name))
                    .map(name -> "Secret/" + name);
        }
    }

    /**
     * Everything lies in one namespace: what names none would be made wherever one happens to be.
     */
    record OneNamespace() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            Set<String> namespaces =
                    overlay.stream()
                            .filter(object -> object.kind().equals("Namespace"))
                            .map(Manifest::name)
                            .collect(Collectors.toUnmodifiableSet());
            return overlay.stream()
                    .filter(object -> !object.kind().equals("Namespace"))
                    .filter(object ->
                            !namespaces.contains(object.root().at("/metadata/namespace").asText()))
                    .map(object ->
                            new Violation(
                                    "namespace",
                                    object.id(),
                                    "expected one of %s, got '%s'"
                                            .formatted(
                                                    namespaces,
                                                    object.root()
                                                            .at("/metadata/namespace")
                                                            .asText())));
        }
    }

    /** Every named target port of a service is a port of the pods that it selects. */
    record ServicePorts() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("Service"))
                    .flatMap(service -> violationsOf(service, overlay));
        }

        private static Stream<Violation> violationsOf(Manifest service, List<Manifest> overlay) {
            Set<String> offered =
                    overlay.stream()
                            .filter(Manifest::isWorkload)
                            .filter(workload ->
                                    Selector.ofLabels(service.root().at("/spec/selector"))
                                            .selects(workload.podLabels()))
                            .flatMap(Manifest::containers)
                            .flatMap(container -> elements(container.path("ports")))
                            .map(port -> port.path("name").asText())
                            .collect(Collectors.toUnmodifiableSet());
            return elements(service.root().at("/spec/ports"))
                    .map(port -> port.path("targetPort"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .filter(target -> !offered.contains(target))
                    .map(target ->
                            new Violation(
                                    "service ports",
                                    service.id(),
                                    "expected target port '%s' among %s of the selected pods"
                                            .formatted(target, offered)));
        }
    }

    private static Stream<Violation> withoutSelector(
            List<Manifest> overlay,
            Predicate<Manifest> who,
            String kind,
            String selectorPath,
            String invariant) {
        return overlay.stream()
                .filter(who)
                .filter(workload ->
                        overlay.stream()
                                .filter(object -> object.kind().equals(kind))
                                .map(object -> object.root().at(selectorPath))
                                .filter(selector -> !selector.isEmpty())
                                .noneMatch(selector ->
                                        Selector.ofLabels(selector).selects(workload.podLabels())))
                .map(workload ->
                        new Violation(
                                invariant,
                                workload.id(),
                                "expected a %s that selects its pods, got none".formatted(kind)));
    }
}
