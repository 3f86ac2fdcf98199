package dev.strata.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a Java process on this machine holds.
 *
 * @param residentBytes physical memory of the process, before anything was collected for this
 * @param heapBytes of the objects that a full collection left
 */
record JavaMemory(long residentBytes, long heapBytes) {
    private static final double MIB = 1 << 20;
    private static final Duration MOST = Duration.ofSeconds(60);

    /**
     * Looks at a process; has it collect its garbage.
     *
     * @throws IllegalStateException where the system or the process does not say
     */
    static JavaMemory of(long pid) {
        try {
            long resident = resident(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
            return new JavaMemory(resident, heap(histogram(pid)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory of process %d cannot be read".formatted(pid), e);
        }
    }

    double residentMiB() {
        return residentBytes / MIB;
    }

    double heapMiB() {
        return heapBytes / MIB;
    }

    private static List<String> histogram(long pid) throws IOException {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        // Where the signal that attaching begins with is ignored, it would wait for ever.
        var _ =
                jcmd.onExit()
                        .orTimeout(MOST.toSeconds(), TimeUnit.SECONDS)
                        .exceptionally(_ -> jcmd.destroyForcibly());
        return jcmd.inputReader(StandardCharsets.UTF_8).readAllLines();
    }

    /** From the lines of {@code /proc/<pid>/status}. */
    static long resident(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "resident memory is unknown: expected VmRSS in /proc, got none; measure on Linux"));
    }

    /** From the lines of a class histogram, which a full collection precedes. */
    static long heap(List<String> histogram) {
        return histogram.stream()
                .filter(line -> line.startsWith("Total "))
                .map(line -> line.strip().split("\\s+"))
                .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "heap is unknown: expected jcmd's class histogram, got '%s'; use a JDK, and run this in the foreground"
                                        .formatted(
                                                histogram.isEmpty() ? "" : histogram.getFirst())));
    }
}
