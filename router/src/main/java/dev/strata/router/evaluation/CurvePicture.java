package dev.strata.router.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The curves of one evaluation, as a table of comma-separated values and as a picture. */
public final class CurvePicture {
    private static final int SIDE = 400;
    private static final int MARGIN = 48;
    private static final int LEGEND = 150;
    private static final double TOP = 1.2;
    private static final Map<String, String> COLOURS =
            Map.of(
                    "learned", "#0b6e4f",
                    "tfidf", "#c05621",
                    "tfidf_strong", "#dd9a4b",
                    "length", "#2b6cb0",
                    "random", "#8a8a8a",
                    "oracle", "#6b46c1");

    private CurvePicture() {}

    /** One line for each hundredth of strong calls. */
    public static String csv(RouterEvaluation of) {
        Map<String, Curve> curves = curves(of);
        StringBuilder csv = new StringBuilder("strong_share");
        curves.keySet().forEach(name -> csv.append(',').append(name));
        csv.append('\n');
        for (int i = 0; i < of.learned().recovered().size(); i++) {
            csv.append(format("%.2f", i / 100.0));
            for (Curve curve : curves.values()) {
                csv.append(format(",%.4f", curve.recovered().get(i)));
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    /** An SVG. */
    public static String svg(RouterEvaluation of) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                        SIDE + MARGIN + LEGEND, SIDE + 2 * MARGIN));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int i = 0; i <= 6; i++) {
            double share = i / 5.0;
            svg.append(text(MARGIN - 6, y(share) + 4, "end", format("%.1f", share)));
            svg.append(line(x(0), y(share), x(1), y(share)));
            if (i <= 5) {
                svg.append(text(x(share), y(0) + 16, "middle", format("%.1f", share)));
            }
        }
        svg.append(text(x(.5), y(0) + 34, "middle", "share of strong calls"));
        svg.append(text(x(.5), 20, "middle", of.name() + ": share of the quality gap recovered"));
        int row = 0;
        for (var curve : curves(of).entrySet()) {
            String colour = COLOURS.getOrDefault(curve.getKey(), "black");
            svg.append(path(curve.getValue().recovered(), colour));
            int at = MARGIN + 20 * row++;
            svg.append(
                    format(
                            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s %.3f</text>%n",
                            SIDE + MARGIN + 8,
                            at,
                            colour,
                            curve.getKey(),
                            curve.getValue().apgr()));
        }
        return svg.append("</svg>\n").toString();
    }

    private static Map<String, Curve> curves(RouterEvaluation of) {
        Map<String, Curve> curves = new LinkedHashMap<>();
        curves.put("learned", of.learned());
        of.floors().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(floor -> curves.put(floor.getKey(), floor.getValue()));
        curves.put("oracle", of.oracle());
        return curves;
    }

    private static String path(List<Double> points, String colour) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            path.append(
                    format(
                            "%s%.1f %.1f",
                            i == 0 ? "M" : " L", x(i / 100.0), y(Math.min(TOP, points.get(i)))));
        }
        return format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, colour);
    }

    private static String line(double fromX, double fromY, double toX, double toY) {
        return format(
                "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"#dddddd\"/>%n", fromX, fromY, toX, toY);
    }

    private static String text(double x, double y, String anchor, String text) {
        return format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static double x(double share) {
        return MARGIN + share * SIDE;
    }

    private static double y(double recovered) {
        return MARGIN + (TOP - recovered) / TOP * SIDE;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
