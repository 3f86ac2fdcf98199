package dev.strata.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardsTest {
    @Test
    void of_twoPanels_standBesideEachOther(@TempDir Path folder) throws IOException {
        Path source = folder.resolve("dashboards.yaml");
        Files.writeString(
                source,
                """
                dashboards:
                  - name: a
                    title: first
                    description: what it is for
                    panels:
                      - {title: one, description: d, unit: s, queries: {p50: x, p95: y}}
                      - {title: two, description: d, unit: s, queries: {all: z}}
                """);

        Map<String, String> files = Dashboards.of(source);

        JsonNode dashboard = new ObjectMapper().readTree(files.get("a.json"));
        assertEquals("Strata: first", dashboard.path("title").asText());
        assertEquals(12, dashboard.at("/panels/1/gridPos/x").asInt());
        assertEquals("B", dashboard.at("/panels/0/targets/1/refId").asText());
        assertEquals("y", dashboard.at("/panels/0/targets/1/expr").asText());
    }

    @Test
    void of_missingSource_saysWhich(@TempDir Path folder) {
        var thrown =
                assertThrows(
                        UncheckedIOException.class, () -> Dashboards.of(folder.resolve("none")));

        assertEquals(
                "dashboards '%s' cannot be read".formatted(folder.resolve("none")),
                thrown.getMessage());
    }
}
