package dev.strata.cli.bench;

import dev.strata.cli.home.Checkout;
import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Compares the CPU time of a request with that of another build, both warm, by turns.
 *
 * @param other its checkout
 * @param rounds each with both builds and every way
 * @param seconds of each turn
 * @param warmUp seconds of each build, over all ways
 * @param err where it says what it does
 */
record AgainstTrial(Checkout other, int rounds, int seconds, int warmUp, PrintWriter err) {
    private static final int LANES = 8;

    /** A way to ask, by the name that it has in JSON. */
    private record Way(String name, Function<BenchClients, CompletableFuture<?>> ask) {}

    private static final List<Way> WAYS =
            List.of(
                    new Way("rest", BenchClients::rest),
                    new Way("unary", BenchClients::grpc),
                    new Way("stream", BenchClients::grpcStream));

    Report measure() throws IOException, InterruptedException {
        Path own = Checkout.ofEnvironment().built(GatewayUnderTest.JAR);
        Path before = other.built(GatewayUnderTest.JAR);
        try (StubTier stub = new StubTier();
                StubUpstream upstream = new StubUpstream();
                Side theirs = new Side(stub, upstream, before);
                Side ours = new Side(stub, upstream, own)) {
            Duration half = Duration.ofSeconds(warmUp).dividedBy(2L * WAYS.size());
            for (int i = 0; i < 2; i++) {
                theirs.warmUp(half);
                ours.warmUp(half);
            }
            Map<Way, RatioOfMeans> ratios = new LinkedHashMap<>();
            for (Way way : WAYS) {
                ratios.put(way, compare(way, theirs, ours));
            }
            return report(ratios);
        }
    }

    private RatioOfMeans compare(Way way, Side theirs, Side ours) throws InterruptedException {
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                before.add(theirs.turn(way));
                after.add(ours.turn(way));
            } else {
                after.add(ours.turn(way));
                before.add(theirs.turn(way));
            }
            err.printf(
                    "%s, round %d of %d: %.0f and %.0f us%n",
                    way.name(), round + 1, rounds, before.getLast(), after.getLast());
            err.flush();
        }
        return new RatioOfMeans(before, after);
    }

    private Report report(Map<Way, RatioOfMeans> ratios) {
        Table table = Table.of("CPU of a request, us", "other build", "this build", "of it", "95%");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rounds", rounds);
        json.put("seconds", seconds);
        for (var each : ratios.entrySet()) {
            RatioOfMeans ratio = each.getValue();
            double share = 1 + ratio.added();
            double low = 1 + ratio.interval()[0];
            double high = 1 + ratio.interval()[1];
            table =
                    table.with(
                            each.getKey().name(),
                            Math.round(ratio.meanBefore()),
                            Math.round(ratio.meanAfter()),
                            "%.3f".formatted(share),
                            "%.3f to %.3f".formatted(low, high));
            Map<String, Object> way = new LinkedHashMap<>();
            way.put("other_us", Math.round(ratio.meanBefore()));
            way.put("us", Math.round(ratio.meanAfter()));
            way.put("share", Math.round(share * 1000) / 1000.0);
            way.put(
                    "interval",
                    List.of(Math.round(low * 1000) / 1000.0, Math.round(high * 1000) / 1000.0));
            json.put(each.getKey().name(), way);
        }
        return new Report(
                "CPU time of a request, this build's gateway against another's",
                List.of(table),
                List.of(
                        "%d rounds of %d s with each build by turns, %d requests at a time; interval: paired rounds, bootstrap."
                                .formatted(rounds, seconds, LANES),
                        "Streams have %d tokens.".formatted(StubTier.STREAM_MESSAGES)),
                json);
    }

    /** A gateway and its clients. */
    private final class Side implements AutoCloseable {
        private final GatewayUnderTest gateway;
        private final BenchClients clients;

        Side(StubTier stub, StubUpstream upstream, Path jar)
                throws IOException, InterruptedException {
            gateway = GatewayUnderTest.start(stub.properties(), jar);
            clients = new BenchClients(stub, upstream, gateway.grpcPort(), gateway.httpPort());
        }

        void warmUp(Duration length) throws InterruptedException {
            for (Way way : WAYS) {
                var _ = ClosedLoop.perSecond(LANES, length, () -> way.ask().apply(clients));
            }
        }

        /** Microseconds of CPU a request. */
        double turn(Way way) throws InterruptedException {
            double before = gateway.cpuSeconds();
            long answers =
                    ClosedLoop.answers(
                            LANES, Duration.ofSeconds(seconds), () -> way.ask().apply(clients));
            return (gateway.cpuSeconds() - before) * 1e6 / Math.max(1, answers);
        }

        @Override
        public void close() throws IOException {
            clients.close();
            gateway.close();
        }
    }
}
