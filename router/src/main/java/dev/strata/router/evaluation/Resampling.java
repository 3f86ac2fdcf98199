package dev.strata.router.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** Bootstrap intervals; two scores are compared on the same draws. Deterministic. */
public final class Resampling {
    private static final int DRAWS = 1000;
    private static final long SEED = 7;

    private Resampling() {}

    /** From {@code low} to {@code high}, both included; 95% of the draws lie there. */
    public record Interval(double low, double high) {
        static Interval of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int edge = sorted.length / 40;
            return new Interval(sorted[edge], sorted[sorted.length - 1 - edge]);
        }
    }

    /** The interval of a score's APGR. */
    static Interval apgr(List<Row> rows, double[] scores) {
        return apgr(rows, scores, scores, (area, _) -> area);
    }

    /** The interval of the difference of two scores' APGR. */
    static Interval difference(List<Row> rows, double[] scores, double[] floor) {
        return apgr(rows, scores, floor, (area, other) -> area - other);
    }

    /** The interval of a mean. */
    static Interval mean(double[] values) {
        return drawn(values.length, draw -> sum(values, draw) / values.length);
    }

    /** The interval of the ratio of two sums. */
    static Interval ratio(double[] values, double[] others) {
        return drawn(values.length, draw -> sum(values, draw) / Math.max(1e-9, sum(others, draw)));
    }

    /** The interval of the difference of two sums, as a share of a third. */
    static Interval difference(double[] values, double[] others, double[] of) {
        return drawn(
                values.length,
                draw -> (sum(values, draw) - sum(others, draw)) / Math.max(1e-9, sum(of, draw)));
    }

    /**
     * The interval of a figure of so many rows, drawn anew with replacement.
     *
     * @param of the figure of one draw: the numbers of its rows
     */
    public static Interval drawn(int size, ToDoubleFunction<int[]> of) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[DRAWS];
        int[] draw = new int[size];
        for (int i = 0; i < DRAWS; i++) {
            for (int k = 0; k < size; k++) {
                draw[k] = random.nextInt(size);
            }
            values[i] = of.applyAsDouble(draw);
        }
        return Interval.of(values);
    }

    private static double sum(double[] values, int[] draw) {
        double sum = 0;
        for (int i : draw) {
            sum += values[i];
        }
        return sum;
    }

    private static Interval apgr(
            List<Row> rows, double[] first, double[] second, DoubleBinaryOperator of) {
        int[] firstOrder = Curve.order(rows, first);
        int[] secondOrder = Curve.order(rows, second);
        double[] gains = rows.stream().mapToDouble(row -> row.strong() - row.weak()).toArray();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[DRAWS];
        int[] counts = new int[gains.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < counts.length; i++) {
                counts[random.nextInt(counts.length)]++;
            }
            values[draw] =
                    of.applyAsDouble(
                            area(gains, firstOrder, counts), area(gains, secondOrder, counts));
        }
        return Interval.of(values);
    }

    private static double area(double[] gains, int[] order, int[] counts) {
        double recovered = 0;
        double area = 0;
        for (int i : order) {
            double gain = gains[i] * counts[i];
            area += counts[i] * (recovered + gain / 2);
            recovered += gain;
        }
        return area / recovered / order.length;
    }
}
