package dev.strata.feed.decay;

import dev.strata.router.evaluation.Resampling;
import dev.strata.router.evaluation.Resampling.Interval;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much of its quality a model loses in a year.
 *
 * @param questions that every month has asked it
 * @param means of each month
 * @param yearlyPercent of the quality at the window's begin, along the straight line through all
 *     months; negative where it grew
 * @param interval where 95% of the bootstrap's decays lie, the same questions drawn in every month
 */
public record Decay(
        String model,
        int questions,
        SortedMap<YearMonth, Double> means,
        double yearlyPercent,
        Interval interval) {
    private static final double MONTHS = 12;

    /** What is known against a limit. */
    public enum Verdict {
        /** Surely at most the limit. */
        WITHIN,
        /** Surely more. */
        BEYOND,
        /** The interval holds the limit. */
        UNCLEAR
    }

    public Decay {
        means = new TreeMap<>(means);
    }

    /**
     * Measures {@code model}.
     *
     * @param months at least two, in order
     * @return empty where some month did not ask it, or no question was asked in every month
     */
    public static Optional<Decay> of(String model, List<EvaluationMonth> months) {
        TreeSet<String> common = null;
        for (EvaluationMonth month : months) {
            SortedMap<String, Double> asked = month.scores().getOrDefault(model, new TreeMap<>());
            if (common == null) {
                common = new TreeSet<>(asked.keySet());
            } else {
                common.retainAll(asked.keySet());
            }
        }
        if (common == null || common.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(measured(model, months, List.copyOf(common)));
    }

    private static Decay measured(
            String model, List<EvaluationMonth> months, List<String> questions) {
        double[][] scores = new double[months.size()][questions.size()];
        double[] years = new double[months.size()];
        SortedMap<YearMonth, Double> means = new TreeMap<>();
        int[] all = new int[questions.size()];
        for (int q = 0; q < all.length; q++) {
            all[q] = q;
        }
        for (int m = 0; m < years.length; m++) {
            EvaluationMonth month = months.get(m);
            SortedMap<String, Double> asked = month.scores().getOrDefault(model, new TreeMap<>());
            for (int q = 0; q < all.length; q++) {
                scores[m][q] = asked.getOrDefault(questions.get(q), 0.0);
            }
            years[m] = ChronoUnit.MONTHS.between(months.getFirst().month(), month.month()) / MONTHS;
            means.put(month.month(), mean(scores[m], all));
        }
        return new Decay(
                model,
                all.length,
                means,
                yearly(years, scores, all),
                Resampling.drawn(all.length, draw -> yearly(years, scores, draw)));
    }

    /** Least squares over the months' means; what is lost a year as a share of where it began. */
    private static double yearly(double[] years, double[][] scores, int[] draw) {
        double[] means = new double[years.length];
        double middle = 0;
        double level = 0;
        for (int m = 0; m < years.length; m++) {
            means[m] = mean(scores[m], draw);
            middle += years[m] / years.length;
            level += means[m] / years.length;
        }
        double products = 0;
        double squares = 0;
        for (int m = 0; m < years.length; m++) {
            products += (years[m] - middle) * (means[m] - level);
            squares += (years[m] - middle) * (years[m] - middle);
        }
        double slope = products / squares;
        double begin = level - slope * middle;
        return -100 * slope / Math.max(1e-9, begin);
    }

    private static double mean(double[] scores, int[] draw) {
        double sum = 0;
        for (int question : draw) {
            sum += scores[question];
        }
        return sum / draw.length;
    }

    /** What the interval says of {@code limitPercent} a year. */
    public Verdict against(double limitPercent) {
        if (interval.high() <= limitPercent) {
            return Verdict.WITHIN;
        }
        return interval.low() > limitPercent ? Verdict.BEYOND : Verdict.UNCLEAR;
    }

    /** Models that any of the months asked, in order of their names. */
    public static List<String> models(List<EvaluationMonth> months) {
        TreeSet<String> models = new TreeSet<>();
        months.forEach(month -> models.addAll(month.scores().keySet()));
        return new ArrayList<>(models);
    }
}
