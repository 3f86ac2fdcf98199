package dev.strata.cli.bench;

import dev.strata.cli.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Another gateway and Strata's, over REST in front of the same stub, by turns in one run.
 *
 * @param rate requests a second of each
 * @param direct the floor, in the same run
 */
record PeerFigures(String peer, int rate, Latencies direct, Way strata, Way other) {
    private static final String ADDED = "%.3f / %.3f";

    /**
     * One gateway's.
     *
     * @param cpuMicros of its processes, for each request of the run
     * @param most answers a second, closed loop
     * @param mostCpuMicros as {@code cpuMicros}, in the closed loop
     */
    record Way(Latencies latencies, double cpuMicros, double most, double mostCpuMicros) {}

    int failed() {
        return direct.failed() + strata.latencies().failed() + other.latencies().failed();
    }

    /** Share of the peer's added median that Strata adds; 1 is the same. */
    double shareOfMedian() {
        return added(strata, .5) / added(other, .5);
    }

    /** How many times the peer's answers a second Strata gives. */
    double times() {
        return strata.most() / other.most();
    }

    /** Share of the peer's processor time for each request that Strata takes. */
    double shareOfCpu() {
        return strata.cpuMicros() / other.cpuMicros();
    }

    /** The same in the closed loop. */
    double shareOfMostCpu() {
        return strata.mostCpuMicros() / other.mostCpuMicros();
    }

    private double added(Way way, double quantile) {
        return way.latencies().ms(quantile) - direct.ms(quantile);
    }

    private String added(Way way) {
        return ADDED.formatted(added(way, .5), added(way, .99));
    }

    static Table table(List<PeerFigures> peers) {
        Table table =
                Table.of(
                        "beside a peer, REST",
                        "rate",
                        "added p50 / p99",
                        "CPU us",
                        "the most a second",
                        "CPU us of it");
        for (PeerFigures found : peers) {
            table =
                    table.with(
                                    found.peer(),
                                    found.rate(),
                                    found.added(found.other()),
                                    "%.0f".formatted(found.other().cpuMicros()),
                                    "%.0f".formatted(found.other().most()),
                                    "%.0f".formatted(found.other().mostCpuMicros()))
                            .with(
                                    "strata",
                                    found.rate(),
                                    found.added(found.strata()),
                                    "%.0f".formatted(found.strata().cpuMicros()),
                                    "%.0f".formatted(found.strata().most()),
                                    "%.0f".formatted(found.strata().mostCpuMicros()))
                            .with(
                                    "strata's, of " + found.peer() + "'s",
                                    "",
                                    "%.2f of p50".formatted(found.shareOfMedian()),
                                    "%.2f".formatted(found.shareOfCpu()),
                                    "%.1f times".formatted(found.times()),
                                    "%.2f".formatted(found.shareOfMostCpu()));
        }
        return table;
    }

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rate", rate);
        object.put("added_ms", other.latencies().addedTo(direct));
        object.put("rps", Math.round(other.most()));
        object.put("cpu_us", Math.round(other.cpuMicros()));
        object.put("strata_added_ms", strata.latencies().addedTo(direct));
        object.put("strata_cpu_us", Math.round(strata.cpuMicros()));
        object.put("most_cpu_us", Math.round(other.mostCpuMicros()));
        object.put("strata_most_cpu_us", Math.round(strata.mostCpuMicros()));
        object.put("added_p50_share", round(shareOfMedian()));
        object.put("cpu_share", round(shareOfCpu()));
        object.put("most_cpu_share", round(shareOfMostCpu()));
        object.put("rps_times", round(times()));
        return object;
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
