package dev.strata.feed.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Distances between two profiles. Pure. */
public final class Drift {
    private static final double WARN = 0.1;
    private static final double ACT = 0.25;

    /** What an empty bin counts as, so that a logarithm is finite. */
    private static final double LEAST_SHARE = 1e-4;

    private Drift() {}

    /**
     * One distance.
     *
     * @param kind {@code psi}: population stability index; {@code js}: Jensen-Shannon divergence, 0
     *     to 1
     * @param level {@code ok}, {@code warn} (from .1) or {@code act} (from .25)
     */
    public record Measure(String feature, String kind, double value, String level) {}

    /** From {@code before} to {@code now}; empty where one of them has no rows. */
    public static List<Measure> between(Profile before, Profile now) {
        List<Measure> measures = new ArrayList<>();
        for (String feature :
                List.of("difficulty", "answer_length", "tier", "domain", "escalated")) {
            Map<String, Long> then = before.of(feature);
            Map<String, Long> here = now.of(feature);
            if (!then.isEmpty() && !here.isEmpty()) {
                measures.add(measure(feature, "psi", psi(then, here)));
                if (feature.equals("domain")) {
                    measures.add(measure(feature, "js", jensenShannon(then, here)));
                }
            }
        }
        return measures;
    }

    static double psi(Map<String, Long> before, Map<String, Long> now) {
        double sum = 0;
        for (String bin : bins(before, now)) {
            double p = Math.max(LEAST_SHARE, share(before, bin));
            double q = Math.max(LEAST_SHARE, share(now, bin));
            sum += (q - p) * Math.log(q / p);
        }
        return sum;
    }

    static double jensenShannon(Map<String, Long> before, Map<String, Long> now) {
        double sum = 0;
        for (String bin : bins(before, now)) {
            double p = share(before, bin);
            double q = share(now, bin);
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        return sum / 2 / Math.log(2);
    }

    private static Measure measure(String feature, String kind, double value) {
        double rounded = Math.round(value * 1e6) / 1e6;
        String level = rounded >= ACT ? "act" : rounded >= WARN ? "warn" : "ok";
        return new Measure(feature, kind, rounded, level);
    }

    private static double share(Map<String, Long> counts, String bin) {
        double all = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.getOrDefault(bin, 0L) / all;
    }

    private static Set<String> bins(Map<String, Long> before, Map<String, Long> now) {
        Set<String> bins = new TreeSet<>(before.keySet());
        bins.addAll(now.keySet());
        return bins;
    }
}
