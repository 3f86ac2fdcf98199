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

    /** True for whatever runs pods, jobs too. */
    public boolean runsPods() {
        return isWorkload() || kind().equals("CronJob");
    }

    private JsonNode template() {
        return kind().equals("CronJob")
                ? root.at("/spec/jobTemplate/spec/template")
                : root.at("/spec/template");
    }

    /** The pod template's spec of what runs pods. */
    public JsonNode podSpec() {
        return template().path("spec");
    }

    /** The pod template's labels of what runs pods. */
    public JsonNode podLabels() {
        return template().path("metadata").path("labels");
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
