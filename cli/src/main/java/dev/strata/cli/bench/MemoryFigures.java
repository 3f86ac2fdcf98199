package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the processes of a mesh hold and how long their models took to load.
 *
 * @param processes by name, in the order of their start
 */
record MemoryFigures(Map<String, ProcessMemory> processes) {
    private static final long WANTED_TOGETHER = 9_000_000_000L;

    MemoryFigures {
        processes = new LinkedHashMap<>(processes);
    }

    long residentBytes() {
        return processes.values().stream().mapToLong(ProcessMemory::residentBytes).sum();
    }

    Report report() {
        return new Report(
                "What the mesh holds, MB",
                List.of(memory(), loading()),
                List.of(
                        "Wanted of a process with models: at most 1.25 times (weights of all graphs as imported, keys and values, cached prefixes), and 250 MB.",
                        "Load: a tier's model from the start of its loading until it serves; the import is part of it where it is not in the cache."),
                json());
    }

    private Table memory() {
        Table table =
                Table.of("process", "weights", "keys and values", "resident", "wanted at most");
        for (Map.Entry<String, ProcessMemory> process : processes.entrySet()) {
            ProcessMemory memory = process.getValue();
            boolean serves = memory.weightBytes() > 0;
            table =
                    table.with(
                            process.getKey(),
                            serves ? megabytes(memory.weightBytes()) : "-",
                            serves ? megabytes(memory.kvBytes()) : "-",
                            megabytes(memory.residentBytes()),
                            serves
                                    ? megabytes(memory.wantedBytes())
                                            + (memory.isTooMuch() ? " (missed)" : "")
                                    : "-");
        }
        return table.with(
                "all",
                "",
                "",
                megabytes(residentBytes()),
                megabytes(WANTED_TOGETHER)
                        + (residentBytes() > WANTED_TOGETHER ? " (missed)" : ""));
    }

    private Table loading() {
        Table table = Table.of("tier", "load s", "wanted");
        for (ProcessMemory process : processes.values()) {
            for (Map.Entry<String, Double> load : process.loadSeconds().entrySet()) {
                table =
                        table.with(
                                load.getKey(),
                                "%.2f".formatted(load.getValue()),
                                EngineFigures.wantedLoad(load.getKey(), load.getValue()));
            }
        }
        return table;
    }

    private Map<String, Object> json() {
        Map<String, Object> each = new LinkedHashMap<>();
        Map<String, Double> loads = new LinkedHashMap<>();
        processes.forEach((name, memory) -> {
            Map<String, Long> bytes = new LinkedHashMap<>();
            bytes.put("resident_bytes", memory.residentBytes());
            if (memory.weightBytes() > 0) {
                bytes.put("wanted_bytes", memory.wantedBytes());
                bytes.put("weight_bytes", memory.weightBytes());
                bytes.put("kv_bytes", memory.kvBytes());
            }
            each.put(name, bytes);
            loads.putAll(memory.loadSeconds());
        });
        return Map.of("processes", each, "load_seconds", loads, "resident_bytes", residentBytes());
    }

    private static String megabytes(long bytes) {
        return "%.0f".formatted(bytes / 1e6);
    }
}
