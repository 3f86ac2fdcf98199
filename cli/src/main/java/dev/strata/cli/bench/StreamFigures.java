package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What streams that are open at once cost.
 *
 * @param streams that were asked for
 * @param open of them, when memory was measured
 * @param failed of them
 * @param first times to the first token: direct, over gRPC, over server-sent events
 * @param idle the gateway's memory before
 * @param full with all streams open
 */
record StreamFigures(
        int streams,
        int open,
        int failed,
        List<Latencies> first,
        JavaMemory idle,
        JavaMemory full) {
    static final double MOST_MIB = 1024;
    static final double MOST_ADDED_MS = 2;

    StreamFigures {
        first = List.copyOf(first);
    }

    /** True where a stream, or a measured first token, was lost. */
    boolean isBroken() {
        return open < streams || failed > 0 || first.stream().anyMatch(way -> way.failed() > 0);
    }

    Report report() {
        return new Report(
                "%d streams open at once at one gateway, half gRPC, half server-sent events"
                        .formatted(streams),
                List.of(firstTokens(), memory()),
                List.of(
                        "First token: of %d streams a second of each way, sent by turns in one run while %d others are open; added: difference of percentiles to the tier itself."
                                .formatted(StreamsTrial.RATE, StreamsTrial.OPEN),
                        "Open streams share %d tokens a second. Resident: before a collection; heap: what a full collection left."
                                .formatted(HoldingTier.TOKENS_PER_SECOND),
                        "Sender, stub tier, broker and gateway share this machine."),
                json());
    }

    private Table firstTokens() {
        Table table =
                Table.of("first token", "streams", "failed", "p50 ms", "p99 ms", "added", "wanted");
        List<String> names = List.of("stub tier, gRPC", "gateway, gRPC", "gateway, SSE");
        for (int i = 0; i < names.size(); i++) {
            Latencies way = first.get(i);
            table =
                    table.with(
                            names.get(i),
                            way.answered(),
                            way.failed(),
                            "%.3f".formatted(way.ms(.5)),
                            "%.3f".formatted(way.ms(.99)),
                            i == 0 ? "" : "%.3f, %.3f".formatted(added(i, .5), added(i, .99)),
                            i == 0 ? "" : wanted(MOST_ADDED_MS, added(i, .5)));
        }
        return table;
    }

    private Table memory() {
        return Table.of("memory", "resident MiB", "heap MiB", "wanted")
                .with("none open", mib(idle.residentMiB()), mib(idle.heapMiB()), "")
                .with(
                        "%d open, %d broken".formatted(open, failed),
                        mib(full.residentMiB()),
                        mib(full.heapMiB()),
                        wanted(MOST_MIB, full.residentMiB()));
    }

    private double added(int way, double quantile) {
        return first.get(way).ms(quantile) - first.getFirst().ms(quantile);
    }

    private static String mib(double value) {
        return "%.0f".formatted(value);
    }

    private static String wanted(double most, double got) {
        return "%.0f%s".formatted(most, got > most ? " (missed)" : "");
    }

    private Map<String, Object> json() {
        Map<String, Object> tokens = new LinkedHashMap<>();
        tokens.put("open", StreamsTrial.OPEN);
        tokens.put("direct_ms", first.get(0).json());
        tokens.put("grpc_added_ms", first.get(1).addedTo(first.get(0)));
        tokens.put("sse_added_ms", first.get(2).addedTo(first.get(0)));
        tokens.put("wanted_added_ms", MOST_ADDED_MS);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("streams", streams);
        json.put("open", open);
        json.put("failed", failed);
        json.put("first_token", tokens);
        json.put("idle_resident_mib", Math.round(idle.residentMiB()));
        json.put("idle_heap_mib", Math.round(idle.heapMiB()));
        json.put("resident_mib", Math.round(full.residentMiB()));
        json.put("heap_mib", Math.round(full.heapMiB()));
        json.put("wanted_resident_mib", MOST_MIB);
        return json;
    }
}
