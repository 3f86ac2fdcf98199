package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway's memory over minutes of load.
 *
 * @param rate requests a second
 * @param looks one at the end of each minute; the first is what the others are compared with
 */
record SoakFigures(int rate, List<Minute> looks) {
    static final double MOST_GROWTH = .05;

    SoakFigures {
        looks = List.copyOf(looks);
        if (looks.size() < 2) {
            throw new IllegalArgumentException(
                    "minutes are too few: expected at least 2 looks, got " + looks.size());
        }
    }

    /** What was seen at the end of one minute. */
    record Minute(int number, int answered, int failed, JavaMemory memory) {
        String words(int of) {
            return "minute %d of %d: %d answered, %d failed, heap %.1f MiB, resident %.0f MiB"
                    .formatted(
                            number, of, answered, failed, memory.heapMiB(), memory.residentMiB());
        }
    }

    int failed() {
        return looks.stream().mapToInt(Minute::failed).sum();
    }

    /** How much larger the largest later heap is than the first: .05 for 5%. */
    double growth() {
        long first = looks.getFirst().memory().heapBytes();
        long largest =
                looks.stream().skip(1).mapToLong(look -> look.memory().heapBytes()).max().orElse(0);
        return (double) largest / first - 1;
    }

    Report report() {
        Table table = Table.of("minute", "answered", "failed", "heap MiB", "resident MiB");
        for (Minute look : looks) {
            table =
                    table.with(
                            look.number(),
                            look.answered(),
                            look.failed(),
                            "%.1f".formatted(look.memory().heapMiB()),
                            "%.0f".formatted(look.memory().residentMiB()));
        }
        return new Report(
                "A gateway's memory over %d minutes of %d requests a second"
                        .formatted(looks.size() - 1, rate),
                List.of(table),
                List.of(
                        "Heap: what a full collection left at the end of each minute. It grew by %.1f%% at most; wanted: %.0f%%%s."
                                .formatted(
                                        100 * growth(),
                                        100 * MOST_GROWTH,
                                        growth() > MOST_GROWTH ? " (missed)" : ""),
                        "REST, unary calls and streams of %d tokens by turns, no two questions alike; what is remembered of conversations was filled before minute 0."
                                .formatted(StubTier.STREAM_MESSAGES)),
                json());
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("minutes", looks.size() - 1);
        json.put("rate", rate);
        json.put("failed", failed());
        json.put(
                "heap_mib",
                looks.stream()
                        .map(look -> Math.round(look.memory().heapMiB() * 10) / 10.0)
                        .toList());
        json.put(
                "resident_mib",
                looks.stream().map(look -> Math.round(look.memory().residentMiB())).toList());
        json.put("heap_growth", Math.round(growth() * 10_000) / 10_000.0);
        json.put("wanted_heap_growth", MOST_GROWTH);
        return json;
    }
}
