package dev.strata.engine.serve;

import dev.strata.engine.GenerationEvent.Timings;

/** How long a request waited, and how long its prompt and its answer took. */
final class Stopwatch {
    private static final long NOT_YET = Long.MIN_VALUE;

    private final long submitted = System.nanoTime();
    private long admitted = NOT_YET;
    private long prefilled = NOT_YET;

    /** True the first time. */
    boolean leaveQueue() {
        boolean first = admitted == NOT_YET;
        admitted = first ? System.nanoTime() : admitted;
        return first;
    }

    /** True the first time. */
    boolean endPrefill() {
        boolean first = prefilled == NOT_YET;
        prefilled = first ? System.nanoTime() : prefilled;
        return first;
    }

    /** What was reached by now. */
    Timings timings() {
        long now = System.nanoTime();
        long leftQueue = admitted == NOT_YET ? now : admitted;
        long hadPrompt = prefilled == NOT_YET ? now : prefilled;
        return new Timings(
                millis(submitted, leftQueue), millis(leftQueue, hadPrompt), millis(hadPrompt, now));
    }

    private static double millis(long from, long to) {
        return (to - from) / 1e6;
    }
}
