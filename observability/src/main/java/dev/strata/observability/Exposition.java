package dev.strata.observability;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one service shows to Prometheus, read from its text format. */
public final class Exposition {
    /** A name, its labels and the rest: a value, and perhaps an exemplar with labels of its own. */
    private static final Pattern NAME =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*})? .*");

    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count|total)$");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> help = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    private Exposition() {}

    /** Reads the text of {@code /q/metrics}, Prometheus's own format or OpenMetrics. */
    public static Exposition parse(String text) {
        Exposition exposition = new Exposition();
        text.lines().forEach(exposition::read);
        return exposition;
    }

    private void read(String line) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("# HELP ")) {
            help.put(words[2], words.length > 3 ? words[3].strip() : "");
        } else if (line.startsWith("# TYPE ")) {
            types.put(words[2], words[3]);
        } else if (!line.startsWith("#")) {
            sample(line);
        }
    }

    private void sample(String line) {
        Matcher name = NAME.matcher(line);
        if (!name.matches()) {
            return;
        }
        String family = name.group(1);
        if (!types.containsKey(family)) {
            family = PART.matcher(family).replaceFirst("");
        }
        Set<String> found = labels.computeIfAbsent(family, _ -> new TreeSet<>());
        Matcher label = LABEL.matcher(name.group(2) == null ? "" : name.group(2));
        while (label.find()) {
            // A histogram's own; nothing else may be called so.
            if (!label.group(1).equals("le")) {
                found.add(label.group(1));
            }
        }
    }

    /** Strata's own metrics, as rows of the table; largest values of histograms left out. */
    public List<MetricRow> rows(String service) {
        return types.entrySet().stream()
                .filter(type -> type.getKey().startsWith("strata_"))
                .filter(type -> !isMaximum(type.getKey()))
                .map(type -> row(type.getKey(), type.getValue(), service))
                .toList();
    }

    private MetricRow row(String family, String type, String service) {
        boolean bare = type.equals("counter") && !family.endsWith("_total");
        return new MetricRow(
                bare ? family + "_total" : family,
                type,
                List.copyOf(labels.getOrDefault(family, Set.of())),
                service,
                help.getOrDefault(family, ""));
    }

    private boolean isMaximum(String name) {
        return name.endsWith("_max")
                && types.containsKey(name.substring(0, name.length() - "_max".length()));
    }
}
