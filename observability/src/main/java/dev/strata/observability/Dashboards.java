package dev.strata.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grafana's dashboards, made from {@code observability/dashboards.yaml}: panels two to a row, each
 * over the chosen Prometheus.
 */
public final class Dashboards {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 12;
    private static final int HEIGHT = 8;

    private Dashboards() {}

    /** All dashboards of {@code source}, as JSON text by file name. */
    public static Map<String, String> of(Path source) {
        Map<String, String> files = new LinkedHashMap<>();
        try {
            JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(source.toFile());
            for (JsonNode dashboard : root.path("dashboards")) {
                String text =
                        JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(dashboard(dashboard));
                files.put(dashboard.path("name").asText() + ".json", text + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("dashboards '" + source + "' cannot be read", e);
        }
        return files;
    }

    private static ObjectNode dashboard(JsonNode source) {
        ObjectNode made = JSON.createObjectNode();
        made.put("uid", "strata-" + source.path("name").asText());
        made.put("title", "Strata: " + source.path("title").asText());
        made.put("description", source.path("description").asText());
        made.putArray("tags").add("strata");
        made.put("timezone", "utc").put("schemaVersion", 39).put("refresh", "30s");
        made.putObject("time").put("from", "now-1h").put("to", "now");
        made.putObject("templating")
                .putArray("list")
                .addObject()
                .put("name", "datasource")
                .put("type", "datasource")
                .put("query", "prometheus")
                .put("label", "Prometheus");
        made.putObject("annotations").putArray("list");
        ArrayNode links = made.putArray("links");
        links.addObject()
                .put("type", "dashboards")
                .put("title", "Strata")
                .put("asDropdown", true)
                .putArray("tags")
                .add("strata");
        ArrayNode panels = made.putArray("panels");
        for (JsonNode panel : source.path("panels")) {
            panels.add(panel(panel, panels.size()));
        }
        return made;
    }

    private static ObjectNode panel(JsonNode source, int index) {
        ObjectNode made = JSON.createObjectNode();
        made.put("id", index + 1).put("type", "timeseries");
        made.put("title", source.path("title").asText());
        made.put("description", source.path("description").asText());
        made.set("datasource", datasource());
        made.putObject("gridPos")
                .put("x", index % 2 * WIDTH)
                .put("y", index / 2 * HEIGHT)
                .put("w", WIDTH)
                .put("h", HEIGHT);
        ObjectNode fields = made.putObject("fieldConfig");
        fields.putObject("defaults").put("unit", source.path("unit").asText()).put("min", 0);
        fields.putArray("overrides");
        made.putObject("options")
                .putObject("legend")
                .put("displayMode", "list")
                .put("placement", "bottom");
        ArrayNode targets = made.putArray("targets");
        source.path("queries")
                .properties()
                .forEach(query ->
                        targets.addObject()
                                .put("refId", String.valueOf((char) ('A' + targets.size() - 1)))
                                .put("expr", query.getValue().asText())
                                .put("legendFormat", query.getKey())
                                // A bucket's samples point at traces.
                                .put("exemplar", query.getValue().asText().contains("_bucket"))
                                .set("datasource", datasource()));
        return made;
    }

    private static ObjectNode datasource() {
        return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
    }
}
