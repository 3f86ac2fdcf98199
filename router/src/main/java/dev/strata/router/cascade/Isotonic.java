package dev.strata.router.cascade;

import dev.strata.router.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mapping of probabilities that never falls: what a model's scores came to among answers that
 * were graded. Straight lines between its points, flat outside.
 *
 * @param points by {@code from}, which grows; {@code is} never falls
 */
public record Isotonic(List<Point> points) {
    private static final double SAME = 1e-4;

    /**
     * A score and the probability that it stands for.
     *
     * @param from the score, 0 to 1
     * @param is what it came to, 0 to 1
     */
    public record Point(double from, double is) {}

    public Isotonic {
        points = List.copyOf(points);
    }

    /** Answers with neighbouring scores that are pooled, as neither is sure to be the better. */
    private record Pool(double sum, double rights, int count) {
        double mean() {
            return rights / count;
        }

        Pool with(Pool other) {
            return new Pool(sum + other.sum, rights + other.rights, count + other.count);
        }
    }

    /** Fits it to scores and whether each answer was right, by pooling adjacent violators. */
    static Isotonic fit(double[] scores, boolean[] rights) {
        List<Integer> order =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> scores[i]))
                        .toList();
        List<Pool> pools = new ArrayList<>();
        for (int i : order) {
            Pool pool = new Pool(scores[i], rights[i] ? 1 : 0, 1);
            while (!pools.isEmpty() && pools.getLast().mean() >= pool.mean()) {
                pool = pools.removeLast().with(pool);
            }
            pools.add(pool);
        }
        List<Point> points = new ArrayList<>();
        for (Pool pool : pools) {
            double from = pool.sum() / pool.count();
            if (points.isEmpty() || from > points.getLast().from() + SAME) {
                // As if one more answer of each pool were half right: nothing is ever certain.
                points.add(new Point(from, (pool.rights() + .5) / (pool.count() + 1)));
            }
        }
        return new Isotonic(monotone(points));
    }

    /** What is added to small pools may have turned neighbours round. */
    private static List<Point> monotone(List<Point> points) {
        List<Point> risen = new ArrayList<>();
        double least = 0;
        for (Point point : points) {
            least = Math.max(least, point.is());
            risen.add(new Point(rounded(point.from()), rounded(least)));
        }
        return risen;
    }

    double of(double score) {
        int above = 0;
        while (above < points.size() && points.get(above).from() < score) {
            above++;
        }
        if (above == 0 || above == points.size()) {
            return points.get(Math.min(above, points.size() - 1)).is();
        }
        Point low = points.get(above - 1);
        Point high = points.get(above);
        double part = (score - low.from()) / (high.from() - low.from());
        return low.is() + part * (high.is() - low.is());
    }

    static Isotonic read(Settings settings, String key) {
        List<Point> points = new ArrayList<>();
        double from = 0;
        double is = 0;
        for (Settings section : settings.listed(key)) {
            from = section.number("from", from, 1);
            is = section.number("is", is, 1);
            points.add(new Point(from, is));
        }
        if (points.isEmpty()) {
            settings.problem(key, "at least one point", "none");
            points.add(new Point(0, 0));
        }
        return new Isotonic(points);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
