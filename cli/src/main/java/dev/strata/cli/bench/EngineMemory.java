package dev.strata.cli.bench;

/**
 * What a process holds that has loaded one model, beside what it may.
 *
 * @param grownBytes that it grew by while the model loaded and ran
 * @param residentBytes of the whole process
 * @param weightBytes of the graphs that are loaded
 * @param kvBytes of keys, values and cached prefixes
 */
record EngineMemory(long grownBytes, long residentBytes, long weightBytes, long kvBytes) {
    private static final double FACTOR = 1.25;
    private static final long ANYWAY = 250_000_000;

    /** The most that a process should hold of such a model. */
    long wantedBytes() {
        return (long) (FACTOR * (weightBytes + kvBytes)) + ANYWAY;
    }

    /** In MiB, beside what is wanted. */
    String words() {
        return "%d of %d MiB%s"
                .formatted(
                        residentBytes >> 20,
                        wantedBytes() >> 20,
                        residentBytes > wantedBytes() ? " (missed)" : "");
    }
}
