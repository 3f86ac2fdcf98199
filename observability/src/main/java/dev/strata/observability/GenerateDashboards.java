package dev.strata.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the dashboards' files anew; run it from the repository's root. */
public final class GenerateDashboards {
    private GenerateDashboards() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of("observability", "dashboards");
        Files.createDirectories(folder);
        Path source = Path.of("observability", "dashboards.yaml");
        for (Map.Entry<String, String> file : Dashboards.of(source).entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
