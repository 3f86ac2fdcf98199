package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of the collector that judges traces. */
final class CollectorInvariants {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String FILE = "collector.yaml";
    private static final Pattern OTTL_ATTRIBUTE = Pattern.compile("attributes\\[\"([^\"]+)\"]");
    private static final Pattern SECONDS = Pattern.compile("(\\d+)s");

    private CollectorInvariants() {}

    /**
     * Its settings are ones that it knows, its pipelines are made of what is set, its rules name
     * what spans carry, and it waits for the longest answer before it judges.
     */
    record Collector(Set<String> keys, Set<String> attributes, Drain longestAnswer)
            implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.root().path("data").has(FILE))
                    .flatMap(map ->
                            problems(map.root().path("data").path(FILE).asText(), overlay).stream()
                                    .map(words -> new Violation("collector", map.id(), words)));
        }

        private List<String> problems(String text, List<Manifest> overlay) {
            JsonNode settings;
            try {
                settings = YAML.readTree(text);
            } catch (JsonProcessingException e) {
                return List.of("expected YAML, got: " + e.getOriginalMessage());
            }
            List<String> problems = new ArrayList<>();
            unknown(settings, "", problems);
            pipelines(settings, problems);
            rules(settings, problems);
            int wait = seconds(settings.at("/processors/tail_sampling/decision_wait").asText());
            int longest = longestAnswer.seconds(overlay);
            if (wait <= longest) {
                problems.add(
                        "expected a decision after the longest answer's %d s, got %d s"
                                .formatted(longest, wait));
            }
            return problems;
        }

        private void unknown(JsonNode node, String path, List<String> problems) {
            if (node.isArray()) {
                elements(node).forEach(one -> unknown(one, path, problems));
                return;
            }
            node.properties()
                    .forEach((Map.Entry<String, JsonNode> entry) -> {
                        String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                        if (keys.contains(key)) {
                            unknown(entry.getValue(), key, problems);
                        } else {
                            problems.add("expected a setting that the collector knows, got " + key);
                        }
                    });
        }

        private void rules(JsonNode settings, List<String> problems) {
            JsonNode rules = settings.at("/processors/tail_sampling/policies");
            Set<String> used = new TreeSet<>();
            elements(rules)
                    .forEach(rule -> {
                        String type = rule.path("type").asText();
                        if (!rule.has(type)) {
                            problems.add(
                                    "expected settings '%s' of a rule of that type"
                                            .formatted(type));
                        }
                        used.addAll(rule.findValuesAsText("key"));
                        Matcher matcher =
                                OTTL_ATTRIBUTE.matcher(rule.toString().replace("\\\"", "\""));
                        matcher.results().map(found -> found.group(1)).forEach(used::add);
                    });
            used.removeAll(attributes);
            used.forEach(
                    name -> problems.add("expected an attribute that spans carry, got " + name));
            if (elements(rules)
                    .noneMatch(rule -> rule.path("type").asText().equals("status_code"))) {
                problems.add("expected a rule that keeps errors, got none");
            }
        }
    }

    private static void pipelines(JsonNode settings, List<String> problems) {
        JsonNode service = settings.path("service");
        Set<String> used = new TreeSet<>(names("extensions", service.path("extensions")));
        service.path("pipelines")
                .forEach(pipeline -> {
                    for (String kind : List.of("receivers", "processors", "exporters")) {
                        used.addAll(names(kind, pipeline.path(kind)));
                    }
                });
        Set<String> set =
                Stream.of("extensions", "receivers", "processors", "exporters")
                        .flatMap(kind ->
                                settings.path(kind).properties().stream()
                                        .map(entry -> kind + "." + entry.getKey()))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!used.equals(set)) {
            problems.add("expected pipelines of all that is set, %s, got %s".formatted(set, used));
        }
    }

    private static Set<String> names(String kind, JsonNode names) {
        return elements(names)
                .map(name -> kind + "." + name.asText())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static int seconds(String text) {
        Matcher matcher = SECONDS.matcher(text);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
