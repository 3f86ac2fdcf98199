package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObservabilityTest {
    private static final Path PROMETHEUS = Repository.OBSERVABILITY.resolve("prometheus");
    private static final Pattern METRIC = Pattern.compile("\\bstrata_[a-z0-9_]+");

    @Test
    void test_rules_passPromtool() {
        ExternalTool promtool = ExternalTool.require("promtool");

        ExternalTool.Run check = promtool.run(PROMETHEUS, "check", "rules", "rules.yaml");
        ExternalTool.Run test = promtool.run(PROMETHEUS, "test", "rules", "rules.test.yaml");

        assertEquals(0, check.status(), check.output());
        assertEquals(0, test.status(), test.output());
    }

    @Test
    void metrics_ofRulesAndDashboards_areListed() throws IOException {
        Set<String> listed = listedMetrics();
        String used =
                Files.readString(PROMETHEUS.resolve("rules.yaml"))
                        + Files.readString(
                                Repository.OBSERVABILITY.resolve("dashboards/mesh.json"));

        Set<String> unknown = new TreeSet<>();
        Matcher matcher = METRIC.matcher(used);
        while (matcher.find()) {
            String name = matcher.group().replaceFirst("_(bucket|sum|count)$", "");
            boolean recorded = matcher.start() > 0 && used.charAt(matcher.start() - 1) == ':';
            if (!recorded && !listed.contains(name)) {
                unknown.add(name);
            }
        }

        assertEquals(Set.of(), unknown);
    }

    @Test
    void dashboard_everyPanel_hasTitleDescriptionAndQuery() throws IOException {
        JsonNode dashboard =
                new ObjectMapper()
                        .readTree(
                                Repository.OBSERVABILITY.resolve("dashboards/mesh.json").toFile());

        assertFalse(dashboard.path("panels").isEmpty());
        for (JsonNode panel : dashboard.path("panels")) {
            assertTrue(panel.hasNonNull("title"), panel.toString());
            assertTrue(panel.hasNonNull("description"), panel.toString());
            assertTrue(panel.at("/targets/0/expr").isTextual(), panel.toString());
        }
    }

    private static Set<String> listedMetrics() throws IOException {
        return Files.readAllLines(Repository.OBSERVABILITY.resolve("metrics.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s+", 2)[0])
                .collect(Collectors.toUnmodifiableSet());
    }
}
