package dev.strata.cli.bench;

import java.util.List;

/**
 * An answer as its client heard it.
 *
 * @param sentNanos when it was asked for
 * @param tokenNanos when each of its tokens came
 */
record Heard(long sentNanos, List<Long> tokenNanos) {
    Heard {
        tokenNanos = List.copyOf(tokenNanos);
    }

    /** To the first token. */
    long firstNanos() {
        return tokenNanos.getFirst() - sentNanos;
    }

    /** Of each token after the first, on average. */
    long perTokenNanos() {
        int gaps = tokenNanos.size() - 1;
        return (tokenNanos.getLast() - tokenNanos.getFirst()) / Math.max(1, gaps);
    }
}
