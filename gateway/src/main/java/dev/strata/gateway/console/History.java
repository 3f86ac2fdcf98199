package dev.strata.gateway.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Samples of the mesh's state, taken at an interval; the last hour or so. Thread-safe. */
final class History {
    private static final int KEPT = 360;
    private static final List<String> FIGURES =
            List.of("at", "requests", "failed", "escalations", "cost", "baseline");

    private final Deque<Map<String, Object>> samples = new ArrayDeque<>();

    synchronized void take(Map<String, Object> state) {
        Map<String, Object> sample = new java.util.LinkedHashMap<>();
        FIGURES.forEach(figure -> sample.put(figure, state.get(figure)));
        samples.addLast(sample);
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** Oldest first. */
    synchronized List<Map<String, Object>> samples() {
        return new ArrayList<>(samples);
    }
}
