package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
    @ParameterizedTest
    @ValueSource(strings = {"public-cloud", "private-cloud"})
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
    @ValueSource(strings = {"public-cloud", "private-cloud"})
    void violations_renderedOverlay_none(String overlay) throws IOException {
        List<Manifest> manifests = Manifest.parse(Repository.render(overlay));

        List<Violation> violations = Repository.invariants().violations(manifests);

        assertEquals(List.of(), violations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public-cloud", "private-cloud"})
    void zones_renderedOverlay_holdOnlyTheirOwnTiers(String overlay) {
        String zone = overlay.equals("public-cloud") ? "public" : "private";

        List<String> zones =
                Manifest.parse(Repository.render(overlay)).stream()
                        .filter(object -> object.kind().equals("ConfigMap"))
                        .map(map -> map.root().at("/data/STRATA_ZONE").asText())
                        .distinct()
                        .toList();

        assertEquals(List.of(zone), zones);
    }
}
