package dev.strata.k8s.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.strata.observability.Dashboards;
import dev.strata.observability.MetricRow;
import dev.strata.observability.MetricTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObservabilityTest {
    private static final Path PROMETHEUS = Repository.OBSERVABILITY.resolve("prometheus");
    private static final Path DASHBOARDS = Repository.OBSERVABILITY.resolve("dashboards");
    private static final Pattern METRIC = Pattern.compile("(?<![a-z0-9_:])strata_[a-z0-9_]+");
    private static final Pattern RECORDED =
            Pattern.compile("\\b[a-z]+:strata_[a-z0-9_]+:[a-z0-9_]+");

    @Test
    void test_rules_passPromtool() {
        ExternalTool promtool = ExternalTool.require("promtool");

        ExternalTool.Run check = promtool.run(PROMETHEUS, "check", "rules", "rules.yaml");
        ExternalTool.Run config = promtool.run(PROMETHEUS, "check", "config", "prometheus.yaml");
        ExternalTool.Run test = promtool.run(PROMETHEUS, "test", "rules", "rules.test.yaml");

        assertEquals(0, check.status(), check.output());
        assertEquals(0, config.status(), config.output());
        assertEquals(0, test.status(), test.output());
    }

    @Test
    void alerts_each_haveATestThatFiresAndARunbook() throws IOException {
        Set<String> fired = new HashSet<>();
        for (JsonNode test : yaml("rules.test.yaml").path("tests")) {
            for (JsonNode alert : test.path("alert_rule_test")) {
                if (!alert.path("exp_alerts").isEmpty()) {
                    fired.add(alert.path("alertname").asText());
                }
            }
        }

        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            if (!name.isEmpty()) {
                assertTrue(fired.contains(name), name + " has no test in which it fires");
                assertThreeCommands(rule.at("/annotations/runbook").asText());
            }
        }
    }

    private static void assertThreeCommands(String page) throws IOException {
        String text = Files.readString(Repository.ROOT.resolve(page));
        Matcher commands =
                Pattern.compile("## First three commands\n\n```sh\n(.*?)\n```", Pattern.DOTALL)
                        .matcher(text);
        assertTrue(commands.find(), page);
        assertEquals(3, commands.group(1).lines().count(), page);
    }

    @Test
    void metrics_ofRulesAndDashboards_areExportedOrRecorded() throws IOException {
        Set<String> exported =
                MetricTable.read(Repository.ROOT).rows().stream()
                        .map(MetricRow::name)
                        .collect(Collectors.toUnmodifiableSet());
        Set<String> recorded = new HashSet<>();
        rules().forEach(rule -> recorded.add(rule.path("record").asText()));
        StringBuilder used = new StringBuilder(Files.readString(PROMETHEUS.resolve("rules.yaml")));
        Dashboards.of(Repository.OBSERVABILITY.resolve("dashboards.yaml"))
                .values()
                .forEach(used::append);

        Set<String> unknown = new TreeSet<>();
        for (String name : found(METRIC, used)) {
            if (!exported.contains(name)
                    && !exported.contains(name.replaceFirst("_(bucket|sum|count)$", ""))) {
                unknown.add(name);
            }
        }
        for (String name : found(RECORDED, used)) {
            if (!recorded.contains(name)) {
                unknown.add(name);
            }
        }

        assertEquals(Set.of(), unknown);
    }

    @Test
    void dashboards_files_areWhatTheSourceMakes() throws IOException {
        for (var file :
                Dashboards.of(Repository.OBSERVABILITY.resolve("dashboards.yaml")).entrySet()) {
            assertEquals(
                    file.getValue(),
                    Files.readString(DASHBOARDS.resolve(file.getKey())),
                    "dashboards are old: run dev.strata.observability.Generate");
        }
    }

    @Test
    void dashboards_everyPanel_hasTitleDescriptionUnitAndNamedQueries() throws IOException {
        Set<String> identities = new HashSet<>();
        for (String text :
                Dashboards.of(Repository.OBSERVABILITY.resolve("dashboards.yaml")).values()) {
            JsonNode dashboard = new ObjectMapper().readTree(text);
            assertTrue(identities.add(dashboard.path("uid").asText()), text);
            assertFalse(dashboard.path("panels").isEmpty());
            for (JsonNode panel : dashboard.path("panels")) {
                assertFalse(panel.path("title").asText().isBlank(), panel.toString());
                assertFalse(panel.path("description").asText().isBlank(), panel.toString());
                assertFalse(panel.at("/fieldConfig/defaults/unit").asText().isBlank());
                assertFalse(panel.path("targets").isEmpty(), panel.toString());
                for (JsonNode target : panel.path("targets")) {
                    assertFalse(target.path("expr").asText().isBlank(), panel.toString());
                    assertFalse(target.path("legendFormat").asText().isBlank());
                }
            }
        }
    }

    private static List<String> found(Pattern pattern, CharSequence text) {
        return pattern.matcher(text).results().map(match -> match.group()).toList();
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : yaml("rules.yaml").path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }

    private static JsonNode yaml(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(PROMETHEUS.resolve(file).toFile());
    }
}
