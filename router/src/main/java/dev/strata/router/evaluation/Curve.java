package dev.strata.router.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quality recovered against the share of prompts that the strong model answers.
 *
 * <p>Source: RouteLLM, arXiv 2406.18665 (APGR, CPT).
 *
 * @param apgr area under the share of the quality gap that is recovered; .5 is random
 * @param cpt50 share of strong calls that recovers half of the gap
 * @param cpt80 share of strong calls that recovers four fifths of it
 */
public record Curve(double apgr, double cpt50, double cpt80) {

    /**
     * The curve of a score.
     *
     * @param scores one for each row; the highest go to the strong model first
     */
    public static Curve of(List<Row> rows, double[] scores) {
        List<Integer> order =
                IntStream.range(0, rows.size())
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingDouble(i -> -scores[i])
                                        .thenComparing(i -> rows.get(i).id()))
                        .toList();
        double gap = rows.stream().mapToDouble(row -> row.strong() - row.weak()).sum();
        double recovered = 0;
        double area = 0;
        double cpt50 = 1;
        double cpt80 = 1;
        for (int k = 0; k < order.size(); k++) {
            Row row = rows.get(order.get(k));
            double before = recovered / gap;
            recovered += row.strong() - row.weak();
            double after = recovered / gap;
            double share = (k + 1.0) / order.size();
            area += (before + after) / 2 / order.size();
            cpt50 = after >= .5 ? Math.min(cpt50, share) : cpt50;
            cpt80 = after >= .8 ? Math.min(cpt80, share) : cpt80;
        }
        return new Curve(area, cpt50, cpt80);
    }
}
