package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold of who may do what with which topic. */
final class KafkaInvariants {
    private KafkaInvariants() {}

    /**
     * The gateway's user may write and read what the gateway does.
     *
     * @param topics by operation
     */
    record GatewayTopics(Map<String, Set<String>> topics) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.id().equals("KafkaUser/strata-gateway"))
                    .flatMap(user ->
                            topics.entrySet().stream()
                                    .flatMap(entry ->
                                            entry.getValue().stream()
                                                    .filter(topic ->
                                                            !may(user, entry.getKey(), topic))
                                                    .map(topic ->
                                                            new Violation(
                                                                    "topics",
                                                                    user.id(),
                                                                    "expected it to have %s of %s, got none"
                                                                            .formatted(
                                                                                    entry.getKey(),
                                                                                    topic)))));
        }
    }

    private static boolean may(Manifest user, String operation, String topic) {
        return elements(user.root().at("/spec/authorization/acls"))
                .filter(acl -> acl.at("/resource/type").asText().equals("topic"))
                .filter(acl -> isFor(acl.path("resource"), topic))
                .flatMap(acl -> elements(acl.path("operations")))
                .anyMatch(one -> one.asText().equals(operation));
    }

    private static boolean isFor(JsonNode resource, String topic) {
        String name = resource.path("name").asText();
        return resource.path("patternType").asText().equals("prefix")
                ? topic.startsWith(name)
                : topic.equals(name);
    }

    /**
     * What both clouds must agree on: a listener has a connector of the same port on the other
     * side, and a bridge may read where it reads and write where it writes.
     */
    static List<Violation> acrossClouds(List<Manifest> open, List<Manifest> closed) {
        List<Violation> violations = new ArrayList<>();
        meets(open, closed, violations);
        meets(closed, open, violations);
        for (Manifest bridge : closed) {
            if (bridge.kind().equals("KafkaMirrorMaker2")) {
                bridge(bridge, open, closed, violations);
            }
        }
        return violations;
    }

    private static void meets(
            List<Manifest> here, List<Manifest> there, List<Violation> violations) {
        for (Manifest listener : here) {
            JsonNode spec = listener.root().path("spec");
            boolean isMet =
                    there.stream()
                            .filter(object -> object.kind().equals("Connector"))
                            .map(object -> object.root().path("spec"))
                            .anyMatch(other ->
                                    other.path("routingKey").equals(spec.path("routingKey"))
                                            && other.path("port").equals(spec.path("port")));
            if (listener.kind().equals("Listener") && !isMet) {
                violations.add(
                        new Violation(
                                "link",
                                listener.id(),
                                "expected a connector '%s' of port %d on the other side, got none"
                                        .formatted(
                                                spec.path("routingKey").asText(),
                                                spec.path("port").asInt())));
            }
        }
    }

    private static void bridge(
            Manifest bridge,
            List<Manifest> open,
            List<Manifest> closed,
            List<Violation> violations) {
        JsonNode spec = bridge.root().path("spec");
        JsonNode mirror = spec.at("/mirrors/0");
        Pattern topics = Pattern.compile(mirror.path("topicsPattern").asText());
        List<String> names =
                closed.stream()
                        .filter(object -> object.kind().equals("KafkaTopic"))
                        .map(Manifest::name)
                        .filter(name -> topics.matcher(name).matches())
                        .toList();
        if (names.isEmpty()) {
            violations.add(new Violation("link", bridge.id(), "expected topics that are there"));
        }
        for (String topic : names) {
            require(bridge, mirror.path("source"), "Read", topic, open, closed, violations);
            require(bridge, spec.path("target"), "Write", topic, open, closed, violations);
        }
    }

    private static void require(
            Manifest bridge,
            JsonNode end,
            String operation,
            String topic,
            List<Manifest> open,
            List<Manifest> closed,
            List<Violation> violations) {
        boolean isPublic = end.path("alias").asText().equals("public");
        String secret = end.at("/authentication/certificateAndKey/secretName").asText();
        // The public cloud's secrets are copied over under names that say where they come from.
        String user = isPublic ? secret.replace("strata-public-", "strata-") : secret;
        boolean may =
                (isPublic ? open : closed)
                        .stream()
                                .filter(object -> object.id().equals("KafkaUser/" + user))
                                .anyMatch(found -> may(found, operation, topic));
        if (!may) {
            violations.add(
                    new Violation(
                            "link",
                            bridge.id(),
                            "expected user %s to have %s of %s, got none"
                                    .formatted(user, operation, topic)));
        }
    }
}
