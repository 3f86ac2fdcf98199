package dev.strata.cli.bench;

import dev.strata.cli.feed.FeedProcess;
import dev.strata.cli.home.Checkout;
import dev.strata.cli.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One run: the broker goes, requests come, the gateway is killed half-way and started again, the
 * broker comes back, is killed while it is being sent to, and comes back once more.
 */
final class OutageDrill {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration SHIP = Duration.ofMinutes(10);
    private static final String SENT = "strata_capture_sent_total";

    /** How often what was not answered is asked again, at most. */
    private static final int ROUNDS = 5;

    private final Plan plan;
    private final Path state;
    private final StubTier stub;
    private final GatewayWatch watch = new GatewayWatch();
    private Child broker;
    private String bootstrap;

    /**
     * What to do.
     *
     * @param away how long the broker is
     * @param powerLoss whether a kill takes unforced bytes along
     */
    record Plan(int events, int perSecond, Duration away, boolean powerLoss) {}

    /**
     * Resident MiB of the gateway in its life after the kill; {@code first} once it has been loaded
     * for a while.
     */
    record Memory(int first, int most, int last) {}

    /** How long the broker took to be ready again. */
    record BrokerBack(Duration afterStop, Duration afterKill) {}

    /**
     * What came of it.
     *
     * @param cutOff requests of the gateway's first life that had no answer, by gRPC status
     * @param refused those of its second life
     * @param redelivered records that had been acknowledged or sent before
     */
    record Result(
            int sent,
            SortedMap<String, Integer> cutOff,
            SortedMap<String, Integer> refused,
            OutageTally tally,
            long redelivered,
            double offerP50Micros,
            double offerP99Micros,
            Memory memory,
            long mostSpoolBytes,
            BrokerBack brokerBack) {}

    private OutageDrill(Plan plan, Path state, StubTier stub) throws InterruptedException {
        this.plan = plan;
        this.state = state;
        this.stub = stub;
        this.broker = Child.start(DrillBroker.spec(state), state);
        this.bootstrap = "127.0.0.1:" + broker.awaitReady(START).port("kafka");
    }

    static Result run(Plan plan) throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-outage");
        try (StubTier stub = new StubTier()) {
            OutageDrill drill = new OutageDrill(plan, state, stub);
            try {
                return drill.go();
            } finally {
                drill.broker.stop(Duration.ofSeconds(30));
            }
        } finally {
            delete(state);
        }
    }

    private Result go() throws InterruptedException, IOException {
        OutageLoad load = new OutageLoad(plan.perSecond());
        try (DrillGateway gateway =
                DrillGateway.start(
                        stub,
                        state,
                        bootstrap,
                        Map.of("strata.capture.hold-back-unforced", "" + plan.powerLoss()))) {
            broker.stop(Duration.ofSeconds(30));
            long back = System.nanoTime() + plan.away().toNanos();
            watch.begin(gateway);
            AtKill atKill = firstHalf(load, gateway);
            gateway.startAgain();
            watch.again();
            // Those that the kill cut off are asked again, and those that the gateway refused while
            // it was cold: all the events come to be.
            SortedMap<String, Integer> cutOff = load.failures();
            for (int round = 0; round < ROUNDS && unanswered(load) > 0; round++) {
                load.send(unanswered(load), gateway.grpcPort());
            }
            double p50 = gateway.offerMicros("0.5");
            double p99 = gateway.offerMicros("0.99");
            awaitNanoTime(back);
            BrokerBack brokerBack = ship(gateway);
            watch.end();
            gateway.close();
            return result(load, cutOff, atKill, p50, p99, brokerBack);
        } finally {
            watch.end();
        }
    }

    private int unanswered(OutageLoad load) {
        return plan.events() - load.accepted().size();
    }

    /** What was known when the gateway was killed. */
    private record AtKill(Set<String> accepted, Set<String> durable) {}

    private AtKill firstHalf(OutageLoad load, DrillGateway gateway)
            throws InterruptedException, IOException {
        int half = plan.events() / 2;
        Thread sending =
                Thread.ofPlatform()
                        .name("outage-load")
                        .start(() -> load.send(half, gateway.grpcPort()));
        // Killed under load: a little before the half is sent.
        while (load.accepted().size() < half * 9 / 10 && sending.isAlive()) {
            LockSupport.parkNanos(5_000_000);
        }
        gateway.kill();
        AtKill known = new AtKill(load.accepted(), ids(DrillGateway.durableIds(state)));
        sending.join();
        return known;
    }

    private BrokerBack ship(DrillGateway gateway) throws InterruptedException {
        Duration afterStop = startBroker();
        long deadline = System.nanoTime() + SHIP.toNanos();
        while (gateway.metric(SENT) < plan.events() / 10.0) {
            requireInTime(deadline, "the spool is not being sent");
            LockSupport.parkNanos(20_000_000);
        }
        ProcessHandle.of(broker.pid()).ifPresent(ProcessHandle::destroyForcibly);
        broker.ended().join();
        Duration afterKill = startBroker();
        while (gateway.metric("strata_capture_spool_bytes") > 0) {
            requireInTime(deadline, "the spool does not become empty");
            LockSupport.parkNanos(200_000_000);
        }
        return new BrokerBack(afterStop, afterKill);
    }

    private Duration startBroker() throws InterruptedException {
        long begin = System.nanoTime();
        broker = Child.startAgain(DrillBroker.spec(state), state);
        var _ = broker.awaitReady(START);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Result result(
            OutageLoad load,
            SortedMap<String, Integer> cutOff,
            AtKill atKill,
            double p50,
            double p99,
            BrokerBack brokerBack)
            throws IOException {
        Path input = state.resolve("input.ids");
        int status =
                FeedProcess.run(
                        Checkout.ofEnvironment(),
                        List.of("input", "--bootstrap", bootstrap, "--out", input.toString()));
        if (status != 0) {
            throw new IllegalStateException(
                    "the dataset's input cannot be read: expected the feed to end with 0, got "
                            + status);
        }
        List<String> lines = Files.readAllLines(input);
        List<String> ids = lines.stream().filter(line -> !line.startsWith("#")).toList();
        long records =
                lines.stream()
                        .filter(line -> line.startsWith("# records="))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                        .sum();
        OutageTally tally =
                OutageTally.of(
                        load.accepted(),
                        atKill.accepted(),
                        atKill.durable(),
                        ids(DrillGateway.durableIds(state)),
                        ids);
        SortedMap<String, Integer> refused = load.failures();
        cutOff.forEach((code, count) -> refused.merge(code, -count, Integer::sum));
        refused.values().removeIf(count -> count == 0);
        return new Result(
                load.sent(),
                cutOff,
                refused,
                tally,
                records - ids.size(),
                p50,
                p99,
                watch.memory(),
                watch.spool(),
                brokerBack);
    }

    private static void requireInTime(long deadline, String what) {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                    "outage drill: %s: expected it within %d s, got none; look into the gateway's log"
                            .formatted(what, SHIP.toSeconds()));
        }
    }

    private static Set<String> ids(Path file) throws IOException {
        return new HashSet<>(Files.readAllLines(file));
    }

    private static void awaitNanoTime(long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
