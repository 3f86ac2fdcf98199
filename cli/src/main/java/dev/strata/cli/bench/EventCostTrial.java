package dev.strata.cli.bench;

import dev.strata.cli.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What an event costs in CPU from the end of its request to its acknowledgement by Kafka, at a
 * steady rate: the threads of the gateway that do nothing else, and the broker.
 */
final class EventCostTrial {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration SHIP = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final String SENT = "strata_capture_sent_total";

    /** How the kernel calls the threads that only capture has work for. */
    private static final List<String> CAPTURE =
            List.of("capture-", "kafka-producer-", "smallrye-kafka-");

    private EventCostTrial() {}

    /**
     * What is sent.
     *
     * @param warmUp requests before, at the same rate
     */
    record Plan(int rate, int warmUp, int seconds) {}

    /**
     * CPU microseconds for each event.
     *
     * @param events acknowledged while it was measured
     * @param gateway the whole gateway, its requests included
     * @param capture its threads that carry events, by name, the greatest first
     * @param broker the broker, less what it takes when it is idle
     * @param brokerIdlePercent of one core, which the idle broker takes
     */
    record Result(
            double events,
            double gateway,
            Map<String, Double> capture,
            double broker,
            double brokerIdlePercent) {
        double captureTotal() {
            return capture.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    static Result run(Plan plan) throws InterruptedException, IOException {
        Path state = Files.createTempDirectory("strata-bench-capture");
        Child broker = Child.start(DrillBroker.spec(state), state);
        try (StubTier stub = new StubTier();
                DrillGateway gateway =
                        DrillGateway.start(
                                stub,
                                state,
                                "127.0.0.1:" + broker.awaitReady(START).port("kafka"),
                                Map.of())) {
            new OutageLoad(plan.rate()).send(plan.warmUp(), gateway.grpcPort());
            awaitSent(gateway);
            double idle = idle(broker);
            return measure(plan, gateway, broker, idle);
        } finally {
            broker.stop(STOP);
            OutageDrill.delete(state);
        }
    }

    private static Result measure(Plan plan, DrillGateway gateway, Child broker, double idle)
            throws IOException {
        double sentBefore = gateway.metric(SENT);
        ThreadCpu gatewayBefore = ThreadCpu.of(gateway.pid());
        double brokerBefore = CpuTimes.of(broker.pid());
        long begin = System.nanoTime();
        new OutageLoad(plan.rate()).send(plan.rate() * plan.seconds(), gateway.grpcPort());
        awaitSent(gateway);
        double took = (System.nanoTime() - begin) / 1e9;
        double brokerMicros = (CpuTimes.of(broker.pid()) - brokerBefore - idle * took) * 1e6;
        Map<String, Long> threads = ThreadCpu.of(gateway.pid()).since(gatewayBefore);
        double events = Math.max(1, gateway.metric(SENT) - sentBefore);
        Map<String, Double> capture = new LinkedHashMap<>();
        double whole = 0;
        for (Map.Entry<String, Long> thread : threads.entrySet()) {
            double micros = thread.getValue() / 1000.0 / events;
            whole += micros;
            if (CAPTURE.stream().anyMatch(thread.getKey()::startsWith)) {
                capture.put(thread.getKey(), micros);
            }
        }
        return new Result(events, whole, capture, brokerMicros / events, 100 * idle);
    }

    /** The share of one core that the broker takes while nothing is sent. */
    private static double idle(Child broker) {
        double before = CpuTimes.of(broker.pid());
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < IDLE.toNanos()) {
            LockSupport.parkNanos(IDLE.toNanos() - (System.nanoTime() - begin));
        }
        return (CpuTimes.of(broker.pid()) - before) / ((System.nanoTime() - begin) / 1e9);
    }

    private static void awaitSent(DrillGateway gateway) {
        long deadline = System.nanoTime() + SHIP.toNanos();
        while (gateway.metric(SENT) < gateway.metric("strata_capture_accepted_total")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "events are not acknowledged: expected all of them within %d s, got %.0f; look into the logs of gateway and broker"
                                .formatted(SHIP.toSeconds(), gateway.metric(SENT)));
            }
            LockSupport.parkNanos(100_000_000);
        }
    }
}
