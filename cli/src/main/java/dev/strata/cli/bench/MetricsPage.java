package dev.strata.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process says at {@code /q/metrics}.
 *
 * @param lines of Prometheus' text format
 */
record MetricsPage(List<String> lines) {
    MetricsPage {
        lines = List.copyOf(lines);
    }

    static MetricsPage of(String text) {
        return new MetricsPage(text.lines().toList());
    }

    /** The sum of all values whose line begins with {@code prefix}; 0 where none is. */
    double sum(String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(MetricsPage::value)
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    /** The values whose line begins with {@code prefix}, by their label called {@code name}. */
    Map<String, Double> byLabel(String prefix, String name) {
        Map<String, Double> values = new TreeMap<>();
        for (String line : lines) {
            int label = line.indexOf(name + "=\"");
            if (line.startsWith(prefix) && label >= 0) {
                int start = label + name.length() + 2;
                values.put(line.substring(start, line.indexOf('"', start)), value(line));
            }
        }
        return values;
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
