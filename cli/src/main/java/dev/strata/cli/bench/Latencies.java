package dev.strata.cli.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each request of one run took. Immutable. */
final class Latencies {
    private final long[] sortedNanos;
    private final int failed;

    /**
     * @param nanos of each answered request, in any order
     * @param failed requests that were not answered
     */
    Latencies(long[] nanos, int failed) {
        this.sortedNanos = nanos.clone();
        Arrays.sort(this.sortedNanos);
        this.failed = failed;
    }

    int answered() {
        return sortedNanos.length;
    }

    int failed() {
        return failed;
    }

    /** The latency that the share {@code quantile} of the requests did not exceed. */
    double ms(double quantile) {
        if (sortedNanos.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(quantile * sortedNanos.length) - 1;
        return sortedNanos[Math.clamp(rank, 0, sortedNanos.length - 1)] / 1e6;
    }

    /** The medians and tails, in milliseconds. */
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("p50", round(ms(0.5)));
        object.put("p99", round(ms(0.99)));
        return object;
    }

    /** The difference of the percentiles to {@code floor}, in milliseconds. */
    Map<String, Object> addedTo(Latencies floor) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("p50", round(ms(0.5) - floor.ms(0.5)));
        object.put("p99", round(ms(0.99) - floor.ms(0.99)));
        return object;
    }

    private static double round(double ms) {
        return Math.round(ms * 1000) / 1000.0;
    }
}
