package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an overlay's network policies let through. */
record NetworkPaths(List<Manifest> overlay) {
    private static final String NAMESPACE = "kubernetes.io/metadata.name";

    /** True where pods labelled {@code from} may send to {@code port}. */
    boolean mayLeave(JsonNode from, JsonNode to, OptionalInt port) {
        return rules("Egress", from, "egress")
                .filter(rule -> hasPort(rule, port))
                .anyMatch(rule -> names(rule.path("to"), peer -> isHere(peer, to)));
    }

    /** True where pods labelled {@code from} may send to {@code port} of {@code namespace}. */
    boolean mayLeave(JsonNode from, String namespace, OptionalInt port) {
        return rules("Egress", from, "egress")
                .filter(rule -> hasPort(rule, port))
                .anyMatch(rule ->
                        names(
                                rule.path("to"),
                                peer ->
                                        !peer.path("namespaceSelector").isMissingNode()
                                                && selectsNamespace(peer, namespace)));
    }

    /** Blocks of addresses that pods labelled {@code from} may send to at {@code port}. */
    Stream<JsonNode> blocks(JsonNode from, int port) {
        return blocks(
                rules("Egress", from, "egress")
                        .filter(rule -> hasPort(rule, OptionalInt.of(port))));
    }

    /** Blocks of addresses that pods labelled {@code from} may send to at some port. */
    Stream<JsonNode> blocks(JsonNode from) {
        return blocks(rules("Egress", from, "egress"));
    }

    private static Stream<JsonNode> blocks(Stream<JsonNode> rules) {
        return rules.flatMap(rule -> elements(rule.path("to")))
                .map(peer -> peer.path("ipBlock"))
                .filter(block -> !block.isMissingNode());
    }

    /** True where pods labelled {@code to} may be sent to at {@code port}. */
    boolean mayEnter(JsonNode from, JsonNode to, OptionalInt port) {
        return rules("Ingress", to, "ingress")
                .filter(rule -> hasPort(rule, port))
                .anyMatch(rule -> names(rule.path("from"), peer -> isHere(peer, from)));
    }

    /** The rules of all policies of {@code type} that select {@code pods}. */
    private Stream<JsonNode> rules(String type, JsonNode pods, String field) {
        return overlay.stream()
                .filter(object -> object.kind().equals("NetworkPolicy"))
                .map(object -> object.root().path("spec"))
                .filter(spec ->
                        elements(spec.path("policyTypes")).anyMatch(t -> t.asText().equals(type)))
                .filter(spec -> Selector.of(spec.path("podSelector")).selects(pods))
                .flatMap(spec -> elements(spec.path(field)));
    }

    private static boolean names(JsonNode peers, Predicate<JsonNode> who) {
        return peers.isEmpty() || elements(peers).anyMatch(who);
    }

    /**
     * True where {@code peer} is a rule's word for pods labelled {@code pods}, of this namespace.
     */
    static boolean isHere(JsonNode peer, JsonNode pods) {
        return peer.path("namespaceSelector").isMissingNode()
                && peer.has("podSelector")
                && Selector.of(peer.path("podSelector")).selects(pods);
    }

    private static boolean selectsNamespace(JsonNode peer, String namespace) {
        JsonNode selector = peer.path("namespaceSelector");
        return selector.isEmpty()
                || selector.at("/matchLabels").path(NAMESPACE).asText().equals(namespace)
                || elements(selector.path("matchExpressions"))
                        .filter(e -> e.path("key").asText().equals(NAMESPACE))
                        .flatMap(e -> elements(e.path("values")))
                        .anyMatch(value -> value.asText().equals(namespace));
    }

    /** True where {@code rule} is for {@code port}; for one that nobody knows, only one for all. */
    private static boolean hasPort(JsonNode rule, OptionalInt port) {
        JsonNode ports = rule.path("ports");
        return ports.isEmpty()
                || port.isPresent()
                        && elements(ports)
                                .anyMatch(one -> one.path("port").asInt() == port.getAsInt());
    }
}
