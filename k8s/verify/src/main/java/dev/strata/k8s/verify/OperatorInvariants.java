package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What must hold of pods and policies that operators make of an overlay's objects. */
final class OperatorInvariants {
    private static final List<Integer> API_SERVER = List.of(443, 6443);

    /** By kind, the pod templates of an operator and, of each, its containers. */
    private static final Map<String, Map<String, List<String>>> TEMPLATES =
            Map.of(
                    "Kafka",
                    Map.of(
                            "/spec/kafka/template",
                            List.of("kafkaContainer"),
                            "/spec/entityOperator/template",
                            List.of("topicOperatorContainer", "userOperatorContainer")),
                    "KafkaMirrorMaker2",
                    Map.of("/spec/template", List.of("connectContainer")));

    private OperatorInvariants() {}

    /** What watches the API server may reach it, at addresses that are not all addresses. */
    record ApiServer() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            NetworkPaths paths = new NetworkPaths(overlay);
            return PodSet.of(overlay).stream()
                    .filter(PodSet::watches)
                    .flatMap(pods ->
                            API_SERVER.stream()
                                    .flatMap(port -> problem(pods, port, paths))
                                    .map(words ->
                                            new Violation("api server", pods.owner(), words)));
        }

        private static Stream<String> problem(PodSet pods, int port, NetworkPaths paths) {
            List<String> reached =
                    paths.blocks(pods.labels(), port)
                            .filter(block -> block.path("except").isEmpty())
                            .map(block -> block.path("cidr").asText())
                            .toList();
            if (reached.isEmpty()) {
                return Stream.of(
                        "expected a policy that lets it reach the API server at %d, got none"
                                .formatted(port));
            }
            return reached.stream()
                    .filter(cidr -> cidr.endsWith("/0"))
                    .map(cidr -> "expected the API server's addresses, got all of " + cidr);
        }
    }

    /** Pods that Strimzi makes meet the restricted standard, which the namespace enforces. */
    record Restricted() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .flatMap(object ->
                            TEMPLATES.getOrDefault(object.kind(), Map.of()).entrySet().stream()
                                    .flatMap(entry ->
                                            problems(
                                                            object.root().at(entry.getKey()),
                                                            entry.getValue())
                                                    .stream()
                                                    .map(words ->
                                                            new Violation(
                                                                    "pods of operators",
                                                                    object.id(),
                                                                    entry.getKey() + words))));
        }

        private static List<String> problems(JsonNode template, List<String> containers) {
            List<String> problems = new ArrayList<>();
            JsonNode pod = template.at("/pod/securityContext");
            if (!pod.path("runAsNonRoot").asBoolean()) {
                problems.add("/pod: expected runAsNonRoot: true");
            }
            if (!pod.at("/seccompProfile/type").asText().equals("RuntimeDefault")) {
                problems.add("/pod: expected seccompProfile RuntimeDefault");
            }
            for (String name : containers) {
                JsonNode container = template.path(name).path("securityContext");
                if (container.path("allowPrivilegeEscalation").asBoolean(true)) {
                    problems.add("/" + name + ": expected allowPrivilegeEscalation: false");
                }
                if (elements(container.at("/capabilities/drop"))
                        .noneMatch(one -> one.asText().equals("ALL"))) {
                    problems.add("/" + name + ": expected capabilities.drop: [ALL]");
                }
            }
            return problems;
        }
    }

    /**
     * Strimzi makes a policy of its own for each listener, and what one policy lets in no other
     * keeps out: its peers are named, and are those whom the overlay's own policies let in.
     */
    record Listeners() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("Kafka"))
                    .flatMap(kafka ->
                            elements(kafka.root().at("/spec/kafka/listeners"))
                                    .flatMap(listener -> problems(kafka, listener, overlay))
                                    .map(words -> new Violation("listeners", kafka.id(), words)));
        }

        private static Stream<String> problems(
                Manifest kafka, JsonNode listener, List<Manifest> overlay) {
            String name = listener.path("name").asText();
            JsonNode peers = listener.path("networkPolicyPeers");
            if (peers.isEmpty()) {
                return Stream.of(
                        "expected networkPolicyPeers of listener '%s', got none".formatted(name));
            }
            NetworkPaths paths = new NetworkPaths(overlay);
            List<PodSet> pods = PodSet.of(overlay);
            OptionalInt port = OptionalInt.of(listener.path("port").asInt());
            JsonNode brokers =
                    pods.stream()
                            .filter(set -> set.owner().equals(kafka.id()))
                            .findFirst()
                            .orElseThrow()
                            .labels();
            Stream<String> unlike =
                    pods.stream()
                            .filter(set -> names(peers, set))
                            .filter(set -> !paths.mayEnter(set.labels(), brokers, port))
                            .map(set ->
                                    "expected listener '%s' to let in whom a policy does, got %s"
                                            .formatted(name, set.owner()));
            Stream<String> nobody =
                    elements(peers)
                            .filter(peer ->
                                    pods.stream()
                                            .noneMatch(
                                                    set -> NetworkPaths.isHere(peer, set.labels())))
                            .map(peer ->
                                    "expected peers of listener '%s' that are here, got %s"
                                            .formatted(name, peer));
            return Stream.concat(unlike, nobody);
        }

        private static boolean names(JsonNode peers, PodSet set) {
            return elements(peers).anyMatch(peer -> NetworkPaths.isHere(peer, set.labels()));
        }
    }
}
