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
 * @param watches true where they speak to the API server
 */
record PodSet(String owner, JsonNode labels, boolean watches) {

    /** All of {@code overlay}. */
    static List<PodSet> of(List<Manifest> overlay) {
        return overlay.stream()
                .flatMap(object ->
                        switch (object.kind()) {
                            case "Deployment", "StatefulSet", "CronJob" ->
                                    Stream.of(new PodSet(object.id(), object.podLabels(), false));
                            case "Kafka" ->
                                    Stream.concat(
                                            Stream.of(ofStrimzi(object, object.id(), "kafka")),
                                            entityOperator(object));
                            case "KafkaMirrorMaker2" ->
                                    Stream.of(ofStrimzi(object, object.id(), "mirrormaker2"));
                            // The router, and beside it in the same pod what configures it.
                            case "Site" ->
                                    Stream.of(
                                            new PodSet(
                                                    object.id(),
                                                    labels(
                                                            Map.of(
                                                                    "app.kubernetes.io/name",
                                                                    "skupper-router")),
                                                    true));
                            default -> Stream.empty();
                        })
                .toList();
    }

    private static Stream<PodSet> entityOperator(Manifest kafka) {
        String part = "entity-operator";
        return kafka.root().at("/spec/entityOperator").isMissingNode()
                ? Stream.empty()
                : Stream.of(ofStrimzi(kafka, part + " of " + kafka.id(), part));
    }

    private static PodSet ofStrimzi(Manifest object, String owner, String part) {
        return new PodSet(
                owner,
                labels(
                        Map.of(
                                "strimzi.io/cluster", object.name(),
                                "strimzi.io/kind", object.kind(),
                                "strimzi.io/name", object.name() + "-" + part)),
                part.equals("entity-operator"));
    }

    private static JsonNode labels(Map<String, String> pairs) {
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        pairs.forEach(labels::put);
        return labels;
    }
}
