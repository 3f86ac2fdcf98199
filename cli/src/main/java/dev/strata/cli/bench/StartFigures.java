package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How long a gateway takes until it is ready.
 *
 * @param plain starts without the AOT cache
 * @param cached starts with it
 * @param cacheBytes size of the cache
 */
record StartFigures(List<StartTrial.Start> plain, List<StartTrial.Start> cached, long cacheBytes) {
    static final double MOST_SECONDS = .8;

    StartFigures {
        plain = List.copyOf(plain);
        cached = List.copyOf(cached);
    }

    Report report() {
        double seconds = median(cached, StartTrial.Start::nanos);
        Table table = Table.of("start to ready", "median s", "slowest s", "median CPU s", "wanted");
        table = row(table, "without the cache", plain, "");
        table =
                row(
                        table,
                        "with the AOT cache",
                        cached,
                        "%.1f%s"
                                .formatted(
                                        MOST_SECONDS, seconds > MOST_SECONDS ? " (missed)" : ""));
        long mib = Math.round(cacheBytes / (double) (1 << 20));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rounds", cached.size());
        json.put("plain_s", rounded(median(plain, StartTrial.Start::nanos)));
        json.put("plain_cpu_s", rounded(median(plain, StartTrial.Start::cpuNanos)));
        json.put("aot_s", rounded(seconds));
        json.put("aot_cpu_s", rounded(median(cached, StartTrial.Start::cpuNanos)));
        json.put("aot_slowest_s", rounded(slowest(cached)));
        json.put("wanted_s", MOST_SECONDS);
        json.put("cache_mib", mib);
        return new Report(
                "The gateway from its start to its ready report, as its image starts it",
                List.of(table),
                List.of(
                        "%d starts of each, by turns; a stub tier is there, a broker is not. The cache has %d MiB."
                                .formatted(cached.size(), mib)),
                json);
    }

    private static Table row(
            Table table, String name, List<StartTrial.Start> starts, String wanted) {
        return table.with(
                name,
                "%.2f".formatted(median(starts, StartTrial.Start::nanos)),
                "%.2f".formatted(slowest(starts)),
                "%.2f".formatted(median(starts, StartTrial.Start::cpuNanos)),
                wanted);
    }

    private static double median(
            List<StartTrial.Start> starts, ToLongFunction<StartTrial.Start> what) {
        return Ratio.median(
                starts.stream().mapToDouble(start -> what.applyAsLong(start) / 1e9).toArray());
    }

    private static double slowest(List<StartTrial.Start> starts) {
        return starts.stream().mapToLong(StartTrial.Start::nanos).max().orElse(0) / 1e9;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
