package dev.strata.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every metric that the services export, as a page of documentation: rendered from what running
 * services showed, and read back by what checks rules and dashboards.
 */
public record MetricTable(List<MetricRow> rows) {
    /** Where the page is, from the repository's root. */
    public static final Path PAGE = Path.of("docs", "metrics.md");

    private static final String HEAD =
            """
            # Metrics

            Generated from what running services export; the end-to-end test `MetricsIT` compares it with them and
            writes it anew with `-Dstrata.update=true`. Histograms also have `_max`, the largest value of the last
            minutes. Labels come from closed sets; `tenant` names at most 20 tenants, the rest together as `other`,
            and `replica` the addresses of now.

            | metric | type | labels | unit | of | meaning |
            |---|---|---|---|---|---|
            """;

    public MetricTable {
        rows = List.copyOf(rows);
    }

    /** A table of these rows, in order; rows of the same service and name are put together. */
    public static MetricTable of(Collection<MetricRow> rows) {
        Map<String, MetricRow> byName = new TreeMap<>();
        rows.forEach(row -> byName.merge(row.service() + " " + row.name(), row, MetricRow::with));
        return new MetricTable(List.copyOf(byName.values()));
    }

    /** Reads the page below a repository's {@code root}. */
    public static MetricTable read(Path root) {
        try {
            return parse(Files.readString(root.resolve(PAGE)));
        } catch (IOException e) {
            throw new UncheckedIOException("metrics page '" + PAGE + "' cannot be read", e);
        }
    }

    /** Reads a rendered page. */
    public static MetricTable parse(String page) {
        return new MetricTable(
                page.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\s*\\|\\s*"))
                        .map(MetricTable::row)
                        .toList());
    }

    private static MetricRow row(String[] cells) {
        List<String> labels =
                Arrays.stream(cells[3].replace("`", "").split(",\\s*"))
                        .filter(label -> !label.isBlank())
                        .toList();
        return new MetricRow(cells[1].replace("`", ""), cells[2], labels, cells[5], cells[6]);
    }

    /** The page. */
    public String render() {
        return HEAD
                + rows.stream()
                        .map(row ->
                                "| `%s` | %s | %s | %s | %s | %s |\n"
                                        .formatted(
                                                row.name(),
                                                row.type(),
                                                row.labels().stream()
                                                        .map(label -> "`" + label + "`")
                                                        .collect(Collectors.joining(", ")),
                                                row.unit(),
                                                row.service(),
                                                row.meaning()))
                        .collect(Collectors.joining());
    }
}
