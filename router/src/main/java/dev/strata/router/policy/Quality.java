package dev.strata.router.policy;

import dev.strata.router.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * The share of good answers that is expected of a rank at a difficulty: points, with straight lines
 * between them.
 *
 * @param points by growing difficulty, at least one
 */
public record Quality(List<Point> points) {

    /**
     * What was measured at one difficulty.
     *
     * @param byRank the smallest rank first; larger ranks are as good as the last
     */
    public record Point(double difficulty, List<Double> byRank) {
        public Point {
            byRank = List.copyOf(byRank);
        }

        double of(int rank) {
            return byRank.get(Math.clamp(rank, 1, byRank.size()) - 1);
        }
    }

    public Quality {
        points = List.copyOf(points);
    }

    /** Between 0 and 1. */
    public double of(double difficulty, int rank) {
        Point before = points.getFirst();
        for (Point point : points) {
            if (difficulty <= point.difficulty()) {
                double width = point.difficulty() - before.difficulty();
                double share = width > 0 ? (difficulty - before.difficulty()) / width : 1;
                return before.of(rank) + Math.max(0, share) * (point.of(rank) - before.of(rank));
            }
            before = point;
        }
        return before.of(rank);
    }

    static Quality read(Settings settings) {
        List<Point> points = new ArrayList<>();
        double last = -1;
        for (Settings section : settings.listed("quality")) {
            double difficulty = section.number("difficulty", 0, 1);
            List<Double> byRank = new ArrayList<>();
            for (double share : section.numbers("by-rank")) {
                if (!(share >= 0 && share <= 1)) {
                    section.problem("by-rank", "shares from 0 to 1", share);
                }
                byRank.add(share);
            }
            if (byRank.isEmpty()) {
                section.problem("by-rank", "at least one share", "none");
                byRank.add(0.0);
            }
            if (difficulty <= last) {
                section.problem("difficulty", "more than " + last, difficulty);
            }
            last = difficulty;
            points.add(new Point(difficulty, byRank));
        }
        if (points.isEmpty()) {
            settings.problem("quality", "at least one point", "none");
            points.add(new Point(0, List.of(0.0)));
        }
        return new Quality(points);
    }
}
