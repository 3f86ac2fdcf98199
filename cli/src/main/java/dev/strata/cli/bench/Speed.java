package dev.strata.cli.bench;

import java.util.List;

/**
 * How fast a prompt and an answer were computed.
 *
 * @param prefill tokens per second over a prompt of 512 tokens
 * @param decode tokens per second of a single answer around a context of 128 tokens
 */
record Speed(double prefill, double decode) {
    static final int PREFILL_TOKENS = 512;
    static final int DECODE_TOKENS = 64;
    static final int CONTEXT_BEFORE = 96; // 128 in the middle of the decoded tokens

    /** The medians of both figures. */
    static Speed median(List<Speed> rounds) {
        return new Speed(
                median(rounds.stream().mapToDouble(Speed::prefill).toArray()),
                median(rounds.stream().mapToDouble(Speed::decode).toArray()));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
