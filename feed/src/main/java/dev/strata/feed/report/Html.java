package dev.strata.feed.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page in one file: no script, nothing fetched. All text that is put in is escaped. One thread.
 */
final class Html {
    private static final String STYLE =
            """
            body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem;color:#1b1f24;overflow-wrap:anywhere}
            h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d0d7de}
            table{border-collapse:collapse;display:block;overflow-x:auto}svg{max-width:100%}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #eaeef2;vertical-align:top}
            td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.warn{color:#9a6700}.act{color:#cf222e;font-weight:600}.ok{color:#1a7f37}
            pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:13px/1.4 ui-monospace,monospace}svg text{font:12px system-ui,sans-serif}
            """;
    private static final int WIDTH = 900;
    private static final int LINE = 22;
    private static final int LABELS = 260;

    private final StringBuilder page = new StringBuilder();

    Html(String title) {
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
    }

    Html heading(String text) {
        page.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    Html text(String text) {
        page.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    /**
     * A table; cells that are numbers stand to the right, and those that are levels have their
     * colour.
     */
    Html table(List<String> head, List<List<String>> rows) {
        page.append("<table><tr>");
        head.forEach(cell -> page.append("<th>").append(escaped(cell)).append("</th>"));
        page.append("</tr>\n");
        for (List<String> row : rows) {
            page.append("<tr>");
            for (String cell : row) {
                String kind =
                        switch (cell) {
                            case "ok", "warn", "act" -> cell;
                            default -> cell.matches("-?[0-9.,]+%?") ? "n" : "t";
                        };
                page.append("<td class=\"").append(kind).append("\"><pre>");
                page.append(escaped(cell)).append("</pre></td>");
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
        return this;
    }

    /** Horizontal bars, the longest as wide as there is room. */
    Html bars(Map<String, Long> values) {
        long most =
                Math.max(1, values.values().stream().mapToLong(Long::longValue).max().orElse(1));
        page.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, LINE * values.size()));
        int y = 0;
        for (Map.Entry<String, Long> one : values.entrySet()) {
            double width = (double) (WIDTH - LABELS - 90) * one.getValue() / most;
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"0\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#54aeff\"/><text x=\"%.1f\" y=\"%d\">%d</text>",
                            y + 15,
                            escaped(one.getKey()),
                            LABELS,
                            y + 3,
                            width,
                            LINE - 6,
                            LABELS + width + 6,
                            y + 15,
                            one.getValue()));
            y += LINE;
        }
        page.append("</svg>\n");
        return this;
    }

    String end() {
        return page + "</body></html>\n";
    }

    /** Text of anybody as text of the page. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }
}
