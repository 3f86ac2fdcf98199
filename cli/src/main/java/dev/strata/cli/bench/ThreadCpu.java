package dev.strata.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CPU time of another process by thread, as the kernel counts it.
 *
 * @param nanos of each thread that lived when it was read, by id
 * @param names of the threads, by id; the kernel keeps 15 characters of each
 */
record ThreadCpu(Map<Integer, Long> nanos, Map<Integer, String> names) {
    /**
     * Reads it now; a thread that ends meanwhile is left out.
     *
     * @throws IOException where this system has no such process, or does not say
     */
    static ThreadCpu of(long pid) throws IOException {
        Map<Integer, Long> nanos = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        List<Path> threads = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            tasks.forEach(threads::add);
        }
        for (Path thread : threads) {
            int id = Integer.parseInt(thread.getFileName().toString());
            try {
                String spent = Files.readString(thread.resolve("schedstat"));
                names.put(id, Files.readString(thread.resolve("comm")).strip());
                nanos.put(id, Long.parseLong(spent.substring(0, spent.indexOf(' '))));
            } catch (IOException _) {
                // It ended between the two looks.
            }
        }
        return new ThreadCpu(nanos, names);
    }

    /** What each name's threads took since {@code earlier}, in nanoseconds, the greatest first. */
    Map<String, Long> since(ThreadCpu earlier) {
        Map<String, Long> taken =
                nanos.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        e -> names.getOrDefault(e.getKey(), "?"),
                                        TreeMap::new,
                                        Collectors.summingLong(e ->
                                                e.getValue()
                                                        - earlier.nanos()
                                                                .getOrDefault(e.getKey(), 0L))));
        Map<String, Long> sorted = new LinkedHashMap<>();
        taken.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }
}
