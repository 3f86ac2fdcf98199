package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;

/** A label selector: labels that must be equal, and expressions with {@code In}. */
record Selector(JsonNode labels, JsonNode expressions) {

    static Selector of(JsonNode node) {
        return new Selector(node.path("matchLabels"), node.path("matchExpressions"));
    }

    /** One of labels alone, as services have it. */
    static Selector ofLabels(JsonNode labels) {
        return new Selector(labels, labels.path("matchExpressions"));
    }

    boolean selects(JsonNode candidate) {
        return labels.properties().stream()
                        .allMatch(e -> e.getValue().equals(candidate.path(e.getKey())))
                && elements(expressions).allMatch(e -> holds(e, candidate));
    }

    private static boolean holds(JsonNode expression, JsonNode candidate) {
        if (!expression.path("operator").asText().equals("In")) {
            throw new IllegalArgumentException(
                    "selector's operator '%s' is not understood: expected In; teach Selector"
                            .formatted(expression.path("operator").asText()));
        }
        JsonNode label = candidate.path(expression.path("key").asText());
        return elements(expression.path("values")).anyMatch(label::equals);
    }
}
