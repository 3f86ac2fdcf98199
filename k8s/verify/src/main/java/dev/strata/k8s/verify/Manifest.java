package dev.strata.k8s.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One rendered Kubernetes object. */
public record Manifest(JsonNode root) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Reads a rendered stream of YAML documents. */
    public static List<Manifest> parse(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll().stream()
                    .filter(JsonNode::isObject)
                    .map(Manifest::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse the rendered manifests", e);
        }
    }

    /** E.g. {@code Deployment}. */
    public String kind() {
        return root.path("kind").asText();
    }

    /** The object's name. */
    public String name() {
        return root.path("metadata").path("name").asText();
    }

    /** Kind and name, as errors say it. */
    public String id() {
        return kind() + "/" + name();
    }

    /** True for what runs pods and stays. */
    public boolean isWorkload() {
        return kind().equals("Deployment") || kind().equals("StatefulSet");
    }

    /** The pod template's spec of a workload. */
    public JsonNode podSpec() {
        return root.path("spec").path("template").path("spec");
    }

    /** The pod template's labels of a workload. */
    public JsonNode podLabels() {
        return root.path("spec").path("template").path("metadata").path("labels");
    }

    /** The long-running containers of a workload. */
    public Stream<JsonNode> containers() {
        return elements(podSpec().path("containers"));
    }

    /** Init containers and containers of a workload. */
    public Stream<JsonNode> allContainers() {
        return Stream.concat(elements(podSpec().path("initContainers")), containers());
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
