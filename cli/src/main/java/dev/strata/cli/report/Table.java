package dev.strata.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in plain text: columns as wide as their widest cell, numbers to the right.
 *
 * @param headers of the columns
 * @param rows each with as many cells as there are headers
 */
public record Table(List<String> headers, List<List<String>> rows) {
    public Table {
        headers = List.copyOf(headers);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != headers.size()) {
                throw new IllegalArgumentException(
                        "row %s does not fit the table: expected %d cells, got %d; correct the caller"
                                .formatted(row, headers.size(), row.size()));
            }
        }
    }

    /** An empty table. */
    public static Table of(String... headers) {
        return new Table(List.of(headers), List.of());
    }

    /** The same with one more row; each cell is the value's {@code toString}. */
    public Table with(Object... cells) {
        List<List<String>> more = new ArrayList<>(rows);
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        more.add(row);
        return new Table(headers, more);
    }

    /** The table as lines, each ended by a line feed. */
    public String render() {
        StringBuilder text = new StringBuilder();
        line(text, headers);
        List<String> rule = new ArrayList<>();
        for (int column = 0; column < headers.size(); column++) {
            rule.add("-".repeat(width(column)));
        }
        line(text, rule);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String gap = " ".repeat(width(column) - cell.length());
            line.append(column == 0 ? "" : "  ");
            line.append(isNumeric(column) ? gap + cell : cell + gap);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int widest = headers.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.get(column).matches("[-+]?[0-9.,]+ ?\\S{0,7}|-?"));
    }
}
