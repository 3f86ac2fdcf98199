package dev.strata.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * How many times as fast one of two is, over pairs of rounds measured one after the other.
 *
 * @param median of the pairs' ratios
 * @param low a quarter of the pairs lie at or below
 * @param high a quarter of the pairs lie at or above
 */
record Ratio(double median, double low, double high) {

    /** The ratios of {@code ours} to {@code theirs}, pair by pair; as many of each. */
    static Ratio ofPairs(double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        Arrays.sort(ratios);
        int last = ratios.length - 1;
        return new Ratio(median(ratios), ratios[last / 4], ratios[last - last / 4]);
    }

    /** The middle one, or between the middle two. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    void putInto(Map<String, Object> json, String name) {
        json.put(name, median);
        json.put(name + "_low", low);
        json.put(name + "_high", high);
    }

    /** As in a table: {@code 1.12 (1.08-1.15)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, low, high);
    }
}
