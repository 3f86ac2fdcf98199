package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "public-cloud",
                "private-cloud",
                "single-cluster",
                "private-cloud-gpu",
                "public-cloud-tls"
            })
    void validate_renderedOverlay_meetsTheStrictSchemas(String overlay, @TempDir Path folder)
            throws IOException {
        Path rendered = folder.resolve(overlay + ".yaml");
        Files.writeString(rendered, Repository.render(overlay));

        ExternalTool.Run run =
                ExternalTool.require("kubeconform")
                        .run(
                                Repository.K8S,
                                "-strict",
                                "-summary",
                                "-schema-location",
                                "schemas/{{ .ResourceKind }}.json",
                                rendered.toString());

        assertEquals(0, run.status(), run.output());
        assertTrue(run.output().contains("Skipped: 0"), run.output());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public-cloud",
                "private-cloud",
                "single-cluster",
                "private-cloud-gpu",
                "public-cloud-tls"
            })
    void violations_renderedOverlay_none(String overlay) {
        List<Manifest> manifests = Manifest.parse(Repository.render(overlay));

        List<Violation> violations = Repository.invariants().violations(manifests);

        assertEquals(List.of(), violations);
    }

    @Test
    void clouds_bothRendered_meetOnTheLink() {
        List<Violation> violations =
                Repository.invariants()
                        .acrossClouds(
                                Manifest.parse(Repository.render("public-cloud")),
                                Manifest.parse(Repository.render("private-cloud")));

        assertEquals(List.of(), violations);
    }

    /** The build that the first step makes has no CUDA in it. */
    @ParameterizedTest
    @ValueSource(strings = {"public-cloud", "private-cloud", "single-cluster", "private-cloud-gpu"})
    void render_overlay_needsAGpuWhereItsNameSaysSo(String overlay) {
        String rendered = Repository.render(overlay);

        assertEquals(overlay.endsWith("-gpu"), rendered.contains("value: cuda"), overlay);
        assertEquals(overlay.endsWith("-gpu"), rendered.contains("nvidia.com/mig-"), overlay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public-cloud", "private-cloud", "single-cluster"})
    void zones_renderedOverlay_holdOnlyTheirOwnTiers(String overlay) {
        List<String> expected =
                switch (overlay) {
                    case "public-cloud" -> List.of("public");
                    case "private-cloud" -> List.of("private");
                    default -> List.of("private", "public");
                };

        List<String> zones =
                Manifest.parse(Repository.render(overlay)).stream()
                        .filter(object -> object.kind().equals("ConfigMap"))
                        .map(map -> map.root().at("/data/STRATA_ZONE").asText())
                        .filter(zone -> !zone.isEmpty())
                        .distinct()
                        .sorted()
                        .toList();

        assertEquals(expected, zones);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public-cloud", "private-cloud", "single-cluster"})
    void render_overlay_isTheGoldenOne(String overlay) throws IOException {
        Path golden = Repository.K8S.resolve("golden").resolve(overlay + ".yaml");
        String rendered = Repository.render(overlay);
        if (Boolean.getBoolean("strata.update")) {
            Files.writeString(golden, rendered);
        }

        assertEquals(
                Files.readString(golden),
                rendered,
                "what this change does to the cluster; accept it with -Dstrata.update=true");
    }

    @Test
    void topics_ofStrimzi_areThoseOfTheBroker() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        List<String> broker = new ArrayList<>();
        Path file = Repository.ROOT.resolve("broker/src/main/resources/topics.yaml");
        for (JsonNode topic : yaml.readTree(file.toFile()).path("topics")) {
            String kept =
                    topic.path("compact").asBoolean()
                            ? "compact"
                            : Long.toString(
                                    Duration.ofDays(
                                                    Long.parseLong(
                                                            topic.path("retention")
                                                                    .asText()
                                                                    .replace("d", "")))
                                            .toMillis());
            broker.add(
                    "%s %d %s %s %d"
                            .formatted(
                                    topic.path("name").asText(),
                                    topic.path("partitions").asInt(),
                                    kept,
                                    topic.path("compression").asText(),
                                    topic.path("maxMessageBytes").asLong()));
        }

        List<String> cluster =
                Manifest.parse(Repository.render("public-cloud")).stream()
                        .filter(object -> object.kind().equals("KafkaTopic"))
                        .map(Manifest::root)
                        .map(topic ->
                                "%s %d %s %s %d"
                                        .formatted(
                                                topic.at("/metadata/name").asText(),
                                                topic.at("/spec/partitions").asInt(),
                                                topic.at("/spec/config/cleanup.policy")
                                                        .asText(
                                                                topic.at(
                                                                                "/spec/config/retention.ms")
                                                                        .asText()),
                                                topic.at("/spec/config/compression.type").asText(),
                                                topic.at("/spec/config/max.message.bytes")
                                                        .asLong()))
                        .toList();

        assertEquals(Set.copyOf(broker), Set.copyOf(cluster));
    }

    @Test
    void rules_ofTheMonitoringComponent_areThoseThatPromtoolTested() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        Path source = Repository.OBSERVABILITY.resolve("prometheus/rules.yaml");
        Path made = Repository.K8S.resolve("components/monitoring/prometheus-rule.yaml");

        assertEquals(
                yaml.readTree(source.toFile()).path("groups"),
                yaml.readTree(made.toFile()).at("/spec/groups"),
                "run dev.strata.observability.Generate");
    }
}
