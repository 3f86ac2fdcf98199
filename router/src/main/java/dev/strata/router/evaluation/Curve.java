package dev.strata.router.evaluation;

import java.util.ArrayList;
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
 * @param recovered the share of the gap that is recovered at each hundredth of strong calls, 0 to 1
 */
public record Curve(double apgr, double cpt50, double cpt80, List<Double> recovered) {
    private static final int POINTS = 100;

    public Curve {
        recovered = List.copyOf(recovered);
    }

    /**
     * The curve of a score.
     *
     * @param scores one for each row; the highest go to the strong model first
     */
    public static Curve of(List<Row> rows, double[] scores) {
        int[] order = order(rows, scores);
        double gap = rows.stream().mapToDouble(row -> row.strong() - row.weak()).sum();
        double recovered = 0;
        double area = 0;
        double cpt50 = 1;
        double cpt80 = 1;
        List<Double> points = new ArrayList<>(List.of(0.0));
        for (int k = 0; k < order.length; k++) {
            Row row = rows.get(order[k]);
            double before = recovered / gap;
            recovered += row.strong() - row.weak();
            double after = recovered / gap;
            double share = (k + 1.0) / order.length;
            area += (before + after) / 2 / order.length;
            cpt50 = after >= .5 ? Math.min(cpt50, share) : cpt50;
            cpt80 = after >= .8 ? Math.min(cpt80, share) : cpt80;
            while (points.size() <= POINTS && share * POINTS >= points.size() - 1e-9) {
                points.add(after);
            }
        }
        return new Curve(area, cpt50, cpt80, points);
    }

    /** The rows' indices, the highest score first; equal scores by id, which says nothing. */
    static int[] order(List<Row> rows, double[] scores) {
        return IntStream.range(0, rows.size())
                .boxed()
                .sorted(
                        Comparator.<Integer>comparingDouble(i -> -scores[i])
                                .thenComparing(i -> rows.get(i).id()))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
