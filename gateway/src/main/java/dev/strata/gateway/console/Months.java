package dev.strata.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The feed's datasets as their manifests tell them. Reads the folder anew each time. */
final class Months {
    private static final Logger LOG = Logger.getLogger(Months.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEPTH = 4;

    private Months() {}

    /** Newest first: name, zone, rows of each file, and what each stage took away and why. */
    static List<Map<String, Object>> in(Path folder) {
        List<Map<String, Object>> months = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return months;
        }
        try (Stream<Path> files =
                Files.find(
                        folder,
                        DEPTH,
                        (file, _) -> file.getFileName().toString().equals("manifest.json"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                months.add(month(JSON.readTree(file.toFile())));
            }
        } catch (IOException e) {
            LOG.warnf("the datasets in '%s' cannot be read: %s", folder, e.getMessage());
        }
        return months;
    }

    private static Map<String, Object> month(JsonNode manifest) {
        Map<String, Object> month = new LinkedHashMap<>();
        month.put("name", manifest.path("dataset").asText());
        month.put("zone", manifest.path("zone").asText());
        month.put("parent", manifest.at("/parent/dataset").asText(""));
        month.put("stages", manifest.path("stages"));
        month.put("files", manifest.path("files"));
        return month;
    }
}
