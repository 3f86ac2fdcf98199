package dev.strata.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes anew what is made of sources here: the dashboards' files, and the rules as an object of
 * the Prometheus operator. Run it from the repository's root.
 */
public final class Generate {
    private static final String RULE_HEAD =
            """
            # Made of observability/prometheus/rules.yaml by dev.strata.observability.Generate; do not edit.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: strata
              labels:
                app.kubernetes.io/part-of: strata
            spec:
              groups:
            """;

    private Generate() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of("observability", "dashboards");
        Files.createDirectories(folder);
        Path source = Path.of("observability", "dashboards.yaml");
        for (Map.Entry<String, String> file : Dashboards.of(source).entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(
                Path.of("k8s", "components", "monitoring", "prometheus-rule.yaml"),
                prometheusRule(
                        Files.readString(Path.of("observability", "prometheus", "rules.yaml"))));
    }

    /** The rules as Prometheus reads them from a file, as the operator reads them. */
    static String prometheusRule(String rules) {
        String groups = rules.substring(rules.indexOf("\ngroups:\n") + "\ngroups:\n".length());
        return RULE_HEAD + groups.indent(2).replaceAll("(?m)^ +$", "");
    }
}
