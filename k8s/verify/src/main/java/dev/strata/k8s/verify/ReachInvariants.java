package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold of whom pods speak to. */
final class ReachInvariants {
    private static final Pattern ENDPOINT =
            Pattern.compile(
                    "(?:(?:https?|rediss?)://)?([a-z][a-z0-9-]*)(?:\\.([a-z][a-z0-9-]*))?:(\\d{2,5})");

    private ReachInvariants() {}

    /**
     * Every host and port that something is told to speak to is there, is listened on, and may be
     * reached: the policies of both ends let it through.
     */
    record Endpoints() implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            NetworkPaths paths = new NetworkPaths(overlay);
            List<PodSet> pods = PodSet.of(overlay);
            Stream<Violation> ofPods =
                    overlay.stream()
                            .filter(Manifest::runsPods)
                            .flatMap(owner ->
                                    owner.allContainers()
                                            .flatMap(one -> Setting.of(one, overlay))
                                            .flatMap(setting ->
                                                    judged(
                                                            owner,
                                                            setting.value(),
                                                            overlay,
                                                            pods,
                                                            paths)));
            Stream<Violation> ofBridges =
                    overlay.stream()
                            .filter(object -> object.kind().equals("KafkaMirrorMaker2"))
                            .flatMap(bridge ->
                                    bridge.root().findValuesAsText("bootstrapServers").stream()
                                            .flatMap(at ->
                                                    judged(bridge, at, overlay, pods, paths)));
            return Stream.concat(ofPods, ofBridges).distinct();
        }

        private static Stream<Violation> judged(
                Manifest owner,
                String value,
                List<Manifest> overlay,
                List<PodSet> pods,
                NetworkPaths paths) {
            Matcher endpoint = ENDPOINT.matcher(value);
            if (!endpoint.matches()) {
                return Stream.empty();
            }
            JsonNode from = labelsOf(owner, pods);
            int port = Integer.parseInt(endpoint.group(3));
            return problem(endpoint, from, port, overlay, pods, paths)
                    .map(words -> new Violation("endpoints", owner.id(), words))
                    .stream();
        }

        private static JsonNode labelsOf(Manifest owner, List<PodSet> pods) {
            return pods.stream()
                    .filter(set -> set.owner().equals(owner.id()))
                    .findFirst()
                    .orElseThrow()
                    .labels();
        }

        private static Optional<String> problem(
                Matcher endpoint,
                JsonNode from,
                int port,
                List<Manifest> overlay,
                List<PodSet> pods,
                NetworkPaths paths) {
            String at = endpoint.group(1) + ":" + port;
            String namespace = endpoint.group(2);
            if (namespace != null) {
                return paths.mayLeave(from, namespace, OptionalInt.of(port))
                        ? Optional.empty()
                        : Optional.of(
                                "expected a policy that lets it reach %s in namespace %s, got none"
                                        .formatted(at, namespace));
            }
            List<Door> doors = doors(endpoint.group(1), port, overlay, pods);
            if (doors.isEmpty()) {
                return Optional.of(
                        "expected %s to be there, got nothing of that name and port".formatted(at));
            }
            for (Door door : doors) {
                if (!paths.mayLeave(from, door.pods().labels(), door.port())) {
                    return Optional.of(
                            "expected a policy that lets it out to %s, got none".formatted(at));
                }
                if (!paths.mayEnter(from, door.pods().labels(), door.port())) {
                    return Optional.of(
                            "expected a policy of %s that lets it in for %s, got none"
                                    .formatted(door.pods().owner(), at));
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Pods behind a name, and the port that they listen on. Empty where an operator chooses it:
     * policies are judged on the pod's port, so a rule that names another lets nothing through.
     */
    private record Door(PodSet pods, OptionalInt port) {}

    private static List<Door> doors(
            String host, int port, List<Manifest> overlay, List<PodSet> pods) {
        return overlay.stream()
                .flatMap(object ->
                        switch (object.kind()) {
                            case "Service" ->
                                    object.name().equals(host)
                                            ? behind(object, port, overlay, pods)
                                            : Stream.<Door>empty();
                            case "Listener" ->
                                    object.root().at("/spec/host").asText().equals(host)
                                                    && object.root().at("/spec/port").asInt()
                                                            == port
                                            ? ownedBy("Site", OptionalInt.empty(), pods)
                                            : Stream.<Door>empty();
                            case "Kafka" ->
                                    (object.name() + "-kafka-bootstrap").equals(host)
                                                    && listensOn(object, port)
                                            ? ownedBy(object.id(), OptionalInt.of(port), pods)
                                            : Stream.<Door>empty();
                            default -> Stream.<Door>empty();
                        })
                .toList();
    }

    private static boolean listensOn(Manifest kafka, int port) {
        return elements(kafka.root().at("/spec/kafka/listeners"))
                .anyMatch(listener -> listener.path("port").asInt() == port);
    }

    private static Stream<Door> ownedBy(String owner, OptionalInt port, List<PodSet> pods) {
        return pods.stream()
                .filter(set -> set.owner().startsWith(owner))
                .map(set -> new Door(set, port));
    }

    private static Stream<Door> behind(
            Manifest service, int port, List<Manifest> overlay, List<PodSet> pods) {
        Selector selector = Selector.ofLabels(service.root().at("/spec/selector"));
        Set<String> targets =
                elements(service.root().at("/spec/ports"))
                        .filter(one -> one.path("port").asInt() == port)
                        .map(one -> one.path("targetPort").asText())
                        .collect(java.util.stream.Collectors.toUnmodifiableSet());
        return overlay.stream()
                .filter(Manifest::isWorkload)
                .filter(workload -> selector.selects(workload.podLabels()))
                .flatMap(workload ->
                        workload.containers()
                                .flatMap(one -> elements(one.path("ports")))
                                .filter(one ->
                                        targets.contains(one.path("name").asText())
                                                || targets.contains(
                                                        one.path("containerPort").asText()))
                                .flatMap(one ->
                                        ownedBy(
                                                workload.id(),
                                                OptionalInt.of(one.path("containerPort").asInt()),
                                                pods)));
    }
}
