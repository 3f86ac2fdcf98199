package dev.strata.cli.bench;

import java.util.Map;

/**
 * What a process of the mesh holds, beside what it may.
 *
 * @param residentBytes of the process, as the system counts them
 * @param weightBytes of the graphs that are loaded, as imported; 0 where it serves no model
 * @param kvBytes of keys, values and cached prefixes
 * @param loadSeconds of each tier's model that it serves
 */
record ProcessMemory(
        long residentBytes, long weightBytes, long kvBytes, Map<String, Double> loadSeconds) {
    private static final double FACTOR = 1.25;
    private static final long ANYWAY = 250_000_000;

    private static final String WEIGHTS = "strata_tier_weights_bytes{";
    private static final String KEYS_AND_VALUES = "strata_tier_kv_bytes{";
    private static final String PREFIXES = "strata_tier_prefix_bytes{";
    private static final String LOAD = "strata_tier_load_seconds{";

    ProcessMemory {
        loadSeconds = Map.copyOf(loadSeconds);
    }

    /** A process that serves no model. */
    static ProcessMemory withoutModel(long residentBytes) {
        return new ProcessMemory(residentBytes, 0, 0, Map.of());
    }

    /** A tier's process, by what its metrics say. */
    static ProcessMemory ofTier(long residentBytes, MetricsPage metrics) {
        return new ProcessMemory(
                residentBytes,
                (long) metrics.sum(WEIGHTS),
                (long) (metrics.sum(KEYS_AND_VALUES) + metrics.sum(PREFIXES)),
                metrics.byLabel(LOAD, "tier"));
    }

    /** The most that a process with such models should hold. */
    long wantedBytes() {
        return (long) (FACTOR * (weightBytes + kvBytes)) + ANYWAY;
    }

    /** Whether it serves models and holds more than it should. */
    boolean isTooMuch() {
        return weightBytes > 0 && residentBytes > wantedBytes();
    }
}
