package dev.strata.k8s.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pods that an overlay brings about, itself or through an operator.
 *
 * @param owner kind and name
 * @param labels that policies select them by
 */
record PodSet(String owner, JsonNode labels) {

    /** All of {@code overlay}. */
    static List<PodSet> of(List<Manifest> overlay) {
        return overlay.stream()
                .flatMap(object ->
                        switch (object.kind()) {
                            case "Deployment", "StatefulSet", "CronJob" ->
                                    Stream.of(new PodSet(object.id(), object.podLabels()));
                            case "Kafka", "KafkaMirrorMaker2" ->
                                    Stream.of(
                                            new PodSet(
                                                    object.id(),
                                                    labels(
                                                            Map.of(
                                                                    "strimzi.io/cluster",
                                                                    object.name(),
                                                                    "strimzi.io/kind",
                                                                    object.kind()))));
                            case "Site" ->
                                    Stream.of(
                                            new PodSet(
                                                    object.id(),
                                                    labels(
                                                            Map.of(
                                                                    "app.kubernetes.io/name",
                                                                    "skupper-router"))));
                            default -> Stream.empty();
                        })
                .toList();
    }

    private static JsonNode labels(Map<String, String> pairs) {
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        pairs.forEach(labels::put);
        return labels;
    }
}
