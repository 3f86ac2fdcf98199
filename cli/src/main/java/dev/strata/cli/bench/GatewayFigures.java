package dev.strata.cli.bench;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was measured of the gateway.
 *
 * @param rate requests a second of each way
 * @param seconds length of each run
 * @param grpc unary calls, beside their floor in the same run
 * @param rest likewise
 * @param overhead the gateway's own account of the unary calls
 * @param peers other gateways beside it
 */
record GatewayFigures(
        int rate,
        int seconds,
        Beside grpc,
        Beside rest,
        Latencies overhead,
        Mosts most,
        List<PeerFigures> peers) {
    GatewayFigures {
        peers = List.copyOf(peers);
    }

    /** The same, with one more peer. */
    GatewayFigures with(PeerFigures peer) {
        List<PeerFigures> all = Stream.concat(peers.stream(), Stream.of(peer)).toList();
        return new GatewayFigures(rate, seconds, grpc, rest, overhead, most, all);
    }

    /**
     * A way through the gateway beside the direct one.
     *
     * @param cpuMicros of the gateway, for each request
     */
    record Beside(Latencies direct, Latencies through, double cpuMicros) {
        int failed() {
            return direct.failed() + through.failed();
        }
    }

    /** The most that it does, each way alone. */
    record Mosts(Most rest, Most unary, Most streams) {}

    int failed() {
        return grpc.failed() + rest.failed() + peers.stream().mapToInt(PeerFigures::failed).sum();
    }

    Report report() {
        Table table =
                Table.of(
                        "way",
                        "requests",
                        "failed",
                        "p50 ms",
                        "p99 ms",
                        "added p50",
                        "added p99",
                        "CPU us");
        table = row(table, "stub tier, gRPC", grpc.direct(), grpc, "");
        table = row(table, "gateway, gRPC", grpc.through(), grpc, micros(grpc));
        table = row(table, "stub upstream, HTTP", rest.direct(), rest, "");
        table = row(table, "gateway, REST", rest.through(), rest, micros(rest));
        Table limits =
                Table.of(
                        "the most, closed loop",
                        "a second",
                        "gateway CPU us",
                        "bench",
                        "sender",
                        "broker");
        limits = row(limits, "REST answers", most.rest());
        limits = row(limits, "gRPC unary answers", most.unary());
        limits =
                row(
                        limits,
                        "gRPC streams of %d tokens".formatted(StubTier.STREAM_MESSAGES),
                        most.streams());
        return new Report(
                "What the gateway adds, at %d requests a second of each way for %d s"
                        .formatted(rate, seconds),
                peers.isEmpty()
                        ? List.of(table, limits)
                        : List.of(table, limits, PeerFigures.table(peers)),
                List.of(
                        "Answers of one chunk of %d bytes from stubs; sender, stubs, broker and gateway share this machine."
                                .formatted(StubTier.ANSWER_BYTES),
                        "Added: difference of percentiles to the direct way, sent by turns in the same run, after warming up.",
                        "By its own account (total less waiting on the tier) it added %.3f ms at the median and %.3f at the 99th percentile to a unary call."
                                .formatted(overhead.ms(0.5), overhead.ms(0.99)),
                        "Routing, privacy scan, tenants, limits, cascade and capture to Kafka are on.",
                        "Senders of the closed loops: %s, %d requests under way; the bench's process has the stubs, and every other sender."
                                .formatted(MostTrial.senders(), MostTrial.LANES)),
                json());
    }

    private Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rate", rate);
        object.put("seconds", seconds);
        object.put("failed", failed());
        object.put("direct_ms", rest.direct().json());
        object.put("added_ms", rest.through().addedTo(rest.direct()));
        object.put("rps", Math.round(most.rest().perSecond()));
        object.put("cpu_us", Math.round(rest.cpuMicros()));
        Map<String, Object> rpc = new LinkedHashMap<>();
        rpc.put("direct_ms", grpc.direct().json());
        rpc.put("added_ms", grpc.through().addedTo(grpc.direct()));
        rpc.put("overhead_ms", overhead.json());
        rpc.put("cpu_us", Math.round(grpc.cpuMicros()));
        rpc.put("unary_rps", Math.round(most.unary().perSecond()));
        rpc.put("streams_per_s", Math.round(most.streams().perSecond()));
        object.put("grpc", rpc);
        Map<String, Object> processes = new LinkedHashMap<>();
        processes.put("rest", most.rest().micros());
        processes.put("unary", most.unary().micros());
        processes.put("streams", most.streams().micros());
        object.put("most_cpu_us", processes);
        object.put("senders", MostTrial.senders());
        peers.forEach(peer -> object.put(peer.peer(), peer.json()));
        return object;
    }

    private static Table row(Table table, String way, Most most) {
        List<Object> cells = new ArrayList<>(List.of(way, "%.0f".formatted(most.perSecond())));
        cells.addAll(most.micros().values());
        return table.with(cells.toArray());
    }

    private static String micros(Beside way) {
        return "%.0f".formatted(way.cpuMicros());
    }

    private static Table row(Table table, String way, Latencies run, Beside beside, String cpu) {
        Latencies floor = beside.direct();
        return table.with(
                way,
                run.answered(),
                run.failed(),
                "%.3f".formatted(run.ms(0.5)),
                "%.3f".formatted(run.ms(0.99)),
                "%.3f".formatted(run.ms(0.5) - floor.ms(0.5)),
                "%.3f".formatted(run.ms(0.99) - floor.ms(0.99)),
                cpu);
    }
}
