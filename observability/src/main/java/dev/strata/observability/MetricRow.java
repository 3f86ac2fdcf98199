package dev.strata.observability;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.TreeSet;

/**
 * One metric.
 *
 * @param name as Prometheus sees it
 * @param type {@code counter}, {@code gauge} or {@code histogram}
 * @param labels in alphabetical order
 * @param service that exports it: {@code gateway} or {@code tier}
 * @param meaning in words
 */
public record MetricRow(
        String name, String type, List<String> labels, String service, String meaning) {
    public MetricRow {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        labels = List.copyOf(labels);
        requireNonNull(service, "service is null");
        requireNonNull(meaning, "meaning is null");
    }

    /** What a value of it counts, read off the name. */
    public String unit() {
        if (name.contains("_seconds")) {
            return "seconds";
        }
        if (name.contains("_joules")) {
            return "joules";
        }
        if (name.contains("_bytes")) {
            return "bytes";
        }
        if (name.contains("_cost")) {
            return "price units";
        }
        return type.equals("counter") ? "count" : "1";
    }

    /** The same metric with the labels of both. */
    MetricRow with(MetricRow other) {
        TreeSet<String> all = new TreeSet<>(labels);
        all.addAll(other.labels);
        return new MetricRow(name, type, List.copyOf(all), service, meaning);
    }
}
